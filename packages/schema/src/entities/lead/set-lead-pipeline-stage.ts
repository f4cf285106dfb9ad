import { builder } from '../../builder.ts';
import { toUuid } from '../../global-id.ts';
import { forgetLead } from './forget-lead.ts';
import { Lead } from './lead.ts';

builder.relayMutationField(
  'setLeadPipelineStage',
  {
    description: 'Where to put a lead in the pipeline.',
    inputFields: (t) => ({
      leadId: t.id({ required: true, description: 'The lead.' }),
      pipelineStageId: t.id({ required: true, description: 'The stage: one of `pipelineStages`.' }),
    }),
  },
  {
    description: 'Moves a lead to another stage of the pipeline.',
    resolve: async (_root, { input }, context) => {
      const uuid = toUuid(input.leadId, 'input.leadId', 'Lead');
      const stage = toUuid(input.pipelineStageId, 'input.pipelineStageId', 'PipelineStage');
      await context.api.leads.changePipelineStage(uuid, stage);
      forgetLead(uuid, context);
      return { uuid };
    },
  },
  {
    description: 'The lead that was moved.',
    outputFields: (t) => ({
      lead: t.field({
        type: Lead,
        description: 'The lead, read anew: one request. GetSales may take a moment to show the new stage.',
        resolve: ({ uuid }, _args, context, info) => Lead.refer(uuid, context, info),
      }),
    }),
  },
);
