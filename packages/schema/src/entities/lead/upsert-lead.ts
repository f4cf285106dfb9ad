import type { JsonObject } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { toUuid } from '../../global-id.ts';
import { forgetLead } from './forget-lead.ts';
import { LeadInput, toCustomFields, toLeadWrite } from './input.ts';
import { Lead } from './lead.ts';

builder.relayMutationField(
  'upsertLead',
  {
    description: 'A lead to create, or to update where GetSales knows it already.',
    inputFields: (t) => ({
      listId: t.id({ required: true, description: 'The list for a new lead; GetSales wants it for updates too.' }),
      lead: t.field({ type: LeadInput, required: true, description: 'What to write.' }),
      updateIfExists: t.boolean({ defaultValue: true, description: 'Whether to change a lead that is there already.' }),
      moveToList: t.boolean({
        defaultValue: false,
        description: 'Whether to move a lead that is there already to the list.',
      }),
      customFields: t.field({ type: 'JSON', description: 'Custom fields by name or UUID, as an object.' }),
    }),
  },
  {
    description:
      'Creates a lead, or updates the one that is there: found by LinkedIn id or nickname, else e-mail address, else name with ' +
      'company. May be repeated safely.',
    resolve: async (_root, { input }, context) => {
      const lead = await context.api.leads.upsert({
        list_uuid: toUuid(input.listId, 'input.listId', 'LeadList'),
        lead: toLeadWrite(input.lead, 'input.lead'),
        update_if_exists: input.updateIfExists ?? true,
        move_to_list: input.moveToList ?? false,
        custom_fields: merged(
          toCustomFields(input.lead.customFields, 'input.lead.customFields'),
          toCustomFields(input.customFields, 'input.customFields'),
        ),
      });
      forgetLead(lead.uuid, context);
      return Lead.remember(lead, context);
    },
  },
  {
    description: 'The lead as it is now.',
    outputFields: (t) => ({ lead: t.field({ type: Lead, description: 'The lead.', resolve: (lead) => lead }) }),
  },
);

/** Undefined when none are given: what GetSales makes of an empty object is not known. */
function merged(inLead: JsonObject | undefined, beside: JsonObject | undefined): JsonObject | undefined {
  return inLead || beside ? { ...inLead, ...beside } : undefined;
}
