import { builder } from '../../builder.ts';
import { toUuid } from '../../global-id.ts';
import { forgetLead } from './forget-lead.ts';
import { LeadUpdateInput, toLeadWrite } from './input.ts';
import { Lead } from './lead.ts';

builder.relayMutationField(
  'updateLead',
  {
    description: 'What to change on a lead.',
    inputFields: (t) => ({
      leadId: t.id({ required: true, description: 'The lead.' }),
      lead: t.field({ type: LeadUpdateInput, required: true, description: 'What to write.' }),
    }),
  },
  {
    description: 'Changes a lead.',
    resolve: async (_root, { input }, context) => {
      const uuid = toUuid(input.leadId, 'input.leadId', 'Lead');
      const lead = await context.api.leads.update(uuid, toLeadWrite(input.lead, 'input.lead'));
      forgetLead(uuid, context);
      return Lead.remember(lead, context);
    },
  },
  {
    description: 'The lead as it is now.',
    outputFields: (t) => ({ lead: t.field({ type: Lead, description: 'The lead.', resolve: (lead) => lead }) }),
  },
);
