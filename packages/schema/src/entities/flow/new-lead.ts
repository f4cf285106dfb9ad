import type { AddedLead } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { costs } from '../../cost/declared.ts';
import { toUuid } from '../../global-id.ts';
import { Outcome } from '../../kit/outcome.ts';
import { referenceTo } from '../../kit/relations.ts';
import { LeadInput, merged, toCustomFields, toLeadWrite } from '../lead/inputs.ts';
import { forgetLead, Lead } from '../lead/lead.ts';
import { forgetTags } from '../lead-tag.ts';
import { Flow } from './flow.ts';

interface Added extends AddedLead {
  flowUuid: string;
}

builder.relayMutationField(
  'addNewLeadToFlow',
  {
    description: 'The lead, its list and the automation.',
    inputFields: (t) => ({
      flowId: t.id({
        required: true,
        description: 'The automation. It must be on and have an enabled sender profile.',
      }),
      listId: t.id({ required: true, description: 'The list for a new lead.' }),
      lead: t.field({ type: LeadInput, required: true, description: 'The values to write.' }),
      updateLeadIfExists: t.boolean({
        defaultValue: true,
        description: 'Whether to change a lead that already exists.',
      }),
      moveToList: t.boolean({
        defaultValue: false,
        description: 'Whether to move a lead that already exists to the list.',
      }),
      skipIfLeadExists: t.boolean({
        defaultValue: false,
        description: 'Whether to leave a lead that already exists as it is, and out of the automation.',
      }),
      customFields: t.field({ type: 'JSON', description: 'Custom fields by name or UUID, as an object.' }),
      flowSegmentId: t.int({
        description: 'Number of the contact source of the automation that the lead counts for; 1 unless said.',
      }),
    }),
  },
  {
    description:
      'Creates a lead, or updates the one that matches as `upsertLead` does, and adds it to an automation. When the answer of ' +
      'GetSales is lost, it is not repeated: the enrolment tells whether it was done.',
    requiresScopes: [['leads:write']],
    resolve: async (_root, { input }, context): Promise<Added> => {
      const flowUuid = toUuid(input.flowId, 'input.flowId', 'Flow');
      const custom_fields = merged(
        toCustomFields(input.lead.customFields, 'input.lead.customFields'),
        toCustomFields(input.customFields, 'input.customFields'),
      );
      const added = await context.api.flows.addNewLead(flowUuid, {
        lead: toLeadWrite(input.lead, 'input.lead'),
        list_uuid: toUuid(input.listId, 'input.listId', 'LeadList'),
        update_lead_if_exists: input.updateLeadIfExists ?? true,
        move_to_list: input.moveToList ?? false,
        skip_if_lead_exists: input.skipIfLeadExists ?? false,
        ...(custom_fields && { custom_fields }),
        ...(input.flowSegmentId != null && { flow_segment_id: input.flowSegmentId }),
      });
      Flow.forget(context, flowUuid);
      forgetTags(context);
      return { ...added, flowUuid };
    },
  },
  {
    description: 'The lead and the automation.',
    outputFields: (t) => ({
      lead: t.field({
        type: Lead,
        description:
          'The lead as it is now, which takes one request: it is found by what was written. Null where that tells it from nobody.',
        resolve: costs({ kind: 'request', requests: 1 }, async ({ find }: Added, _args: object, context) => {
          const found = await find();
          if (found === null) return null;
          forgetLead(found.lead.uuid, context);
          return Lead.remember(found.lead, context);
        }),
      }),
      flow: t.field(
        referenceTo(
          Flow,
          'flowUuid',
          'The automation as it is now. Selecting more than its ids costs one upstream request.',
        ),
      ),
      outcome: t.field({
        type: Outcome,
        nullable: true,
        description:
          '`CREATED` for a new lead, `UPDATED` for one that existed, both of whom are in the automation now; `SKIPPED` where ' +
          'nothing was done. It takes one request, the same as `lead`.',
        resolve: costs({ kind: 'each', requests: 1 }, async ({ isSkipped, find }: Added) => {
          if (isSkipped) return 'skipped';
          return (await find())?.isNew === false ? 'updated' : 'created';
        }),
      }),
    }),
  },
);
