import { builder } from '../../builder.ts';
import { toUuid, toUuidsIfGiven } from '../../global-id.ts';
import { forgetLead, Lead } from '../lead/lead.ts';
import { Flow } from './flow.ts';

const flowId = { required: true, description: 'The automation.' } as const;
const result = { type: Flow, description: 'The automation.' } as const;

builder.relayMutationField(
  'startFlow',
  { description: 'The automation to start.', inputFields: (t) => ({ flowId: t.id(flowId) }) },
  {
    description: 'Starts an automation.',
    resolve: (_root, { input }, { api }) => api.flows.start(toUuid(input.flowId, 'input.flowId', 'Flow')),
  },
  {
    description: 'The automation that was started.',
    outputFields: (t) => ({ flow: t.field({ ...result, resolve: (flow) => flow }) }),
  },
);

builder.relayMutationField(
  'stopFlow',
  { description: 'The automation to stop.', inputFields: (t) => ({ flowId: t.id(flowId) }) },
  {
    description: 'Stops an automation. Leads keep their place in it.',
    resolve: (_root, { input }, { api }) => api.flows.stop(toUuid(input.flowId, 'input.flowId', 'Flow')),
  },
  {
    description: 'The automation that was stopped.',
    outputFields: (t) => ({ flow: t.field({ ...result, resolve: (flow) => flow }) }),
  },
);
builder.relayMutationField(
  'addLeadToFlow',
  {
    description: 'Which lead goes into which automation.',
    inputFields: (t) => ({
      flowId: t.id({ required: true, description: 'The automation. It must be on and have an enabled sender.' }),
      leadId: t.id({ required: true, description: 'The lead.' }),
      contactSourceId: t.string({
        description: 'Which of its contact sources the lead counts for; the first unless said.',
      }),
    }),
  },
  {
    description: 'Enrols a lead in an automation.',
    resolve: async (_root, { input }, context) => {
      const flowUuid = toUuid(input.flowId, 'input.flowId', 'Flow');
      const leadUuid = toUuid(input.leadId, 'input.leadId', 'Lead');
      const source = { contact_source_id: input.contactSourceId ?? undefined };
      await context.api.flows.addLead(flowUuid, leadUuid, source);
      Flow.forget(context, flowUuid);
      forgetLead(leadUuid, context);
      return { flowUuid, leadUuid };
    },
  },
  {
    description: 'What was put together.',
    outputFields: (t) => ({
      flow: t.field({
        type: Flow,
        description: 'The automation, read anew: one request.',
        resolve: ({ flowUuid }, _args, context, info) => Flow.refer(flowUuid, context, info),
      }),
      lead: t.field({
        type: Lead,
        description: 'The lead, read anew: one request.',
        resolve: ({ leadUuid }, _args, context, info) => Lead.refer(leadUuid, context, info),
      }),
    }),
  },
);

builder.relayMutationField(
  'cancelLeadFlows',
  {
    description: 'Which lead leaves which automations.',
    inputFields: (t) => ({
      leadId: t.id({ required: true, description: 'The lead.' }),
      flowIds: t.idList({ description: 'The automations, 1 to 100; every one when left out.' }),
    }),
  },
  {
    description: 'Takes a lead out of automations.',
    resolve: async (_root, { input }, context) => {
      const { flows: flowsApi } = context.api;
      const uuid = toUuid(input.leadId, 'input.leadId', 'Lead');
      const flows = toUuidsIfGiven(input.flowIds, 'input.flowIds', 'Flow');
      await (flows === undefined ? flowsApi.cancelLeadFromAll(uuid) : flowsApi.cancelLead(uuid, flows));
      forgetLead(uuid, context);
      return { uuid };
    },
  },
  {
    description: 'The lead that was taken out.',
    outputFields: (t) => ({
      lead: t.field({
        type: Lead,
        description: 'The lead, read anew: one request.',
        resolve: ({ uuid }, _args, context, info) => Lead.refer(uuid, context, info),
      }),
    }),
  },
);
