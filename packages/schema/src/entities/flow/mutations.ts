import { bringInto, type Flow as FlowRow } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { costs } from '../../cost/declared.ts';
import { toUuid, toUuidIfGiven, toUuidsIfGiven } from '../../global-id.ts';
import { Outcome } from '../../kit/outcome.ts';
import { referenceTo } from '../../kit/relations.ts';
import { stateMutation } from '../../kit/state-mutation.ts';
import { forgetLead, Lead } from '../lead/lead.ts';
import { Flow } from './flow.ts';

const flowId = { required: true, description: 'The automation.' } as const;
const result = { type: Flow, description: 'The automation.' } as const;

const TURNED = {
  start: { status: 'on', past: 'started', description: 'Starts an automation.' },
  stop: { status: 'off', past: 'stopped', description: 'Stops an automation. Leads keep their position in it.' },
};

for (const verb of ['start', 'stop'] as const) {
  const { status, past, description } = TURNED[verb];
  builder.relayMutationField(
    `${verb}Flow`,
    { description: `The automation to ${verb}.`, inputFields: (t) => ({ flowId: t.id(flowId) }) },
    {
      description,
      requiresScopes: [['workspace:write']],
      resolve: (_root, { input }, { api }) => {
        const uuid = toUuid(input.flowId, 'input.flowId', 'Flow');
        return api.writes.foundIfLost(
          () => api.flows[verb](uuid),
          async () => {
            const flow = await api.flows.get(uuid);
            return flow?.status === status ? flow : undefined;
          },
        );
      },
    },
    {
      description: `The automation that was ${past}.`,
      outputFields: (t) => ({ flow: t.field({ ...result, resolve: (flow: FlowRow) => flow }) }),
    },
  );
}

const FLOW_NOW = 'The automation as it is now. Selecting more than its ids costs one upstream request.';

const ARCHIVE = {
  archive: 'Archives an automation: it stops, and is left out of the lists in GetSales.',
  unarchive: 'Takes an automation out of the archive. It stays stopped.',
};

for (const verb of ['archive', 'unarchive'] as const) {
  stateMutation(`${verb}Flow`, {
    ...{ typename: 'Flow', argument: 'flowId', thing: 'automation' },
    entityField: (t) => ({ flow: t.field(referenceTo(Flow, 'uuid', FLOW_NOW)) }),
    description: `${ARCHIVE[verb]} Not documented by GetSales itself.`,
    scope: 'workspace:write',
    change: (uuid, { api }) =>
      bringInto({
        read: () => api.flows.get(uuid),
        isDone: ({ status }) => (status === 'archived') === (verb === 'archive'),
        write: () => api.flows[verb](uuid),
      }),
    forget: (context) => Flow.forget(context),
  });
}

builder.relayMutationField(
  'cloneFlow',
  {
    description: 'The automation, and its copy.',
    inputFields: (t) => ({
      flowId: t.id(flowId),
      name: t.string({ required: true, description: 'Name of the copy.' }),
      flowWorkspaceId: t.id({ description: 'The folder of the copy.' }),
    }),
  },
  {
    description: 'Copies an automation. The copy is a draft, without leads. Not documented by GetSales itself.',
    requiresScopes: [['workspace:write']],
    resolve: (_root, { input: { flowId, name, flowWorkspaceId } }, { api }) => {
      const flow_uuid = toUuid(flowId, 'input.flowId', 'Flow');
      const workspace = toUuidIfGiven(flowWorkspaceId, 'input.flowWorkspaceId', 'FlowWorkspace');
      return api.writes.create<FlowRow>({
        post: () => api.flows.clone({ flow_uuid, name, ...(workspace && { flow_workspace_uuid: workspace }) }),
        list: (window) => api.flows.list(window),
        isSame: (flow) => flow.uuid !== flow_uuid && flow.name.trim() === name.trim(),
      });
    },
  },
  {
    description: 'The copy.',
    outputFields: (t) => ({
      flow: t.field({ ...result, resolve: costs({ kind: 'request', requests: 0 }, ({ row }) => row) }),
      outcome: t.field({
        type: Outcome,
        nullable: false,
        description: 'What was done.',
        resolve: () => 'created' as const,
      }),
    }),
  },
);

builder.relayMutationField(
  'addLeadToFlow',
  {
    description: 'The lead and the automation.',
    inputFields: (t) => ({
      flowId: t.id({
        required: true,
        description: 'The automation. It must be on and have an enabled sender profile.',
      }),
      leadId: t.id({ required: true, description: 'The lead.' }),
      contactSourceId: t.string({
        description: 'The contact source of the automation that the lead counts for; by default the first.',
      }),
    }),
  },
  {
    description: 'Adds a lead to an automation.',
    requiresScopes: [['leads:write']],
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
    description: 'The lead and the automation.',
    outputFields: (t) => ({
      flow: t.field(referenceTo(Flow, 'flowUuid', FLOW_NOW)),
      lead: t.field(
        referenceTo(Lead, 'leadUuid', 'The lead as it is now. Selecting more than its ids costs one upstream request.'),
      ),
    }),
  },
);

builder.relayMutationField(
  'cancelLeadFlows',
  {
    description: 'The lead and the automations it leaves.',
    inputFields: (t) => ({
      leadId: t.id({ required: true, description: 'The lead.' }),
      flowIds: t.idList({ description: 'The automations, 1 to 100. Without it, all of them.' }),
    }),
  },
  {
    description: 'Removes a lead from automations.',
    requiresScopes: [['leads:write']],
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
    description: 'The lead that was removed.',
    outputFields: (t) => ({
      lead: t.field(
        referenceTo(Lead, 'uuid', 'The lead as it is now. Selecting more than its ids costs one upstream request.'),
      ),
    }),
  },
);
