import { builder } from '../../builder.ts';
import { refuse } from '../../codes.ts';
import { toUuid, toUuidsIfGiven } from '../../global-id.ts';
import { itemByItem } from '../../kit/bulk.ts';
import { leadIds, onLeads, results } from '../lead/bulk.ts';

builder.relayMutationField(
  'addLeadsToFlow',
  {
    description: 'The leads and the automation.',
    inputFields: (t) => ({
      leadIds: leadIds(t),
      flowId: t.id({
        required: true,
        description: 'The automation. It must be on and have an enabled sender profile.',
      }),
      contactSourceId: t.string({
        description:
          'The contact source of the automation that the leads count for; by default the first. GetSales has no bulk form for ' +
          'it, so that each lead takes a request of its own.',
      }),
    }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem(
      'Adds leads to an automation. A lead who is in it already is `SKIPPED`, and none is added a second time when an answer of ' +
        'GetSales is lost.',
    ),
    resolve: (_root, { input }, context) =>
      onLeads('addLeadsToFlow', input.leadIds, context, async () => {
        const flow_uuid = toUuid(input.flowId, 'input.flowId', 'Flow');
        // Each lead would be refused by a request of its own.
        const flow = await context.api.flows.get(flow_uuid);
        if (flow === null) throw refuse('NOT_FOUND', 'GetSales has no automation under this id.');
        return context.api.bulk.enrolment({ flow_uuid, contact_source_id: input.contactSourceId ?? undefined });
      }),
  },
  results,
);

builder.relayMutationField(
  'cancelLeadsFlows',
  {
    description: 'The leads and the automations they leave.',
    inputFields: (t) => ({
      leadIds: leadIds(t),
      flowIds: t.idList({ description: 'The automations, 1 to 100. Without it, all of them.' }),
    }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem('Removes leads from automations. A lead who is in none of them is `SKIPPED`.'),
    resolve: (_root, { input }, context) =>
      onLeads('cancelLeadsFlows', input.leadIds, context, () =>
        context.api.bulk.cancellation(toUuidsIfGiven(input.flowIds, 'input.flowIds', 'Flow')),
      ),
  },
  results,
);
