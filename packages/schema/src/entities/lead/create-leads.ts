import { builder } from '../../builder.ts';
import { checkSize, toUuid } from '../../global-id.ts';
import { forgetLead } from './forget-lead.ts';
import { LeadInput, toCustomFields, toLeadWrite } from './input.ts';
import { Lead } from './lead.ts';

/** Leads that one call adds. */
const MAX_LEADS = 1_000;

builder.relayMutationField(
  'createLeads',
  {
    description: 'Leads to add to a list.',
    inputFields: (t) => ({
      listId: t.id({ required: true, description: 'The list.' }),
      leads: t.field({ type: [LeadInput], required: true, description: `The leads: 1 to ${MAX_LEADS}.` }),
    }),
  },
  {
    description: 'Adds leads to a list. One that GetSales knows already is not doubled: it comes back as it is.',
    resolve: async (_root, { input }, context) => {
      checkSize(input.leads, 'input.leads', MAX_LEADS, 'leads');
      const created = await context.api.createLeads({
        list_uuid: toUuid(input.listId, 'input.listId', 'LeadList'),
        leads: input.leads.map((lead, index) => ({
          ...toLeadWrite(lead, `input.leads.${index}`),
          custom_fields: toCustomFields(lead.customFields, `input.leads.${index}.customFields`),
        })),
      });
      for (const lead of created.leads) {
        forgetLead(lead.uuid, context);
        Lead.remember(lead, context);
      }
      return created;
    },
  },
  {
    description: 'The leads as they are now.',
    outputFields: (t) => ({
      leads: t.field({ type: [Lead], description: 'The leads, new and old.', resolve: ({ leads }) => leads }),
      unconfirmed: t.intList({
        description:
          'Places in `input.leads`, from 0, of those that may or may not have been added: the answer of GetSales was lost, and ' +
          'they were not found. Empty unless that happened.',
        resolve: ({ unconfirmed }) => unconfirmed,
      }),
    }),
  },
);
