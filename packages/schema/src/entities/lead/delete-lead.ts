import { builder } from '../../builder.ts';
import { toGlobalId, toUuid } from '../../global-id.ts';
import { forgetLead } from './forget-lead.ts';

builder.relayMutationField(
  'deleteLead',
  {
    description: 'The lead to delete.',
    inputFields: (t) => ({ leadId: t.id({ required: true, description: 'The lead.' }) }),
  },
  {
    description: 'Deletes a lead. GetSales does it in the background: the lead may be seen for a moment yet.',
    resolve: async (_root, { input }, context) => {
      const uuid = toUuid(input.leadId, 'input.leadId', 'Lead');
      await context.api.leads.delete(uuid);
      forgetLead(uuid, context);
      return { uuid };
    },
  },
  {
    description: 'What was deleted.',
    outputFields: (t) => ({
      deletedLeadId: t.id({
        nullable: false,
        description: 'Global ID of the lead.',
        resolve: ({ uuid }) => toGlobalId('Lead', uuid),
      }),
    }),
  },
);
