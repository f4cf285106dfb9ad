import type { Filter, Lead as LeadRow } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { toSortRange } from '../../date-time-range.ts';
import { toUuid } from '../../global-id.ts';
import { OrderDirection } from '../../order-direction.ts';
import type { ListSource } from '../../relay/list-source.ts';
import { offsetConnection } from '../../relay/offset-connection.ts';
import { LeadFilter, toLeadFilter } from './filter.ts';
import { Lead } from './lead.ts';
import { needsFullLead, rememberFull } from './loading.ts';

const LeadOrderField = builder.enumType('LeadOrderField', {
  description: 'What leads can be ordered by.',
  values: {
    CREATED_AT: { value: 'created_at', description: 'When the lead came to GetSales.' },
    UPDATED_AT: {
      value: 'updated_at',
      description: 'When the lead last changed. Moves while you page: prefer `CREATED_AT` for walks.',
    },
  } as const,
});

const LeadOrder = builder.inputType('LeadOrder', {
  description: 'The order of a list of leads.',
  fields: (t) => ({
    field: t.field({
      type: LeadOrderField,
      required: true,
      defaultValue: 'created_at',
      description: 'What to order by.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'desc',
      description: 'Which end comes first.',
    }),
  }),
});
const NEWEST_FIRST = { field: 'created_at', direction: 'desc' } as const;

builder.queryFields((t) => ({
  lead: t.field({
    type: Lead,
    description: 'One lead; null when GetSales has none by this id.',
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID of the lead.' }) },
    resolve: (_root, { id }, context, info) => Lead.find(toUuid(id, 'id', 'Lead'), context, info),
  }),
  leads: t.connection(
    {
      type: Lead,
      description: 'Your leads, newest first unless asked otherwise.',
      args: {
        filter: t.arg({ type: LeadFilter, description: 'Which leads; all without it.' }),
        search: t.arg.string({ description: 'Words to find in name, e-mail address, position, headline or about.' }),
        orderBy: t.arg({ type: LeadOrder, defaultValue: NEWEST_FIRST, description: 'The order.' }),
      },
      resolve: (_root, { filter, search, orderBy, ...page }, context, info) =>
        offsetConnection(
          page,
          {
            ...leadList(
              toLeadFilter(filter, search),
              context,
              needsFullLead(info, 'nodes') || needsFullLead(info, 'edges', 'node'),
            ),
            orderField: orderBy?.field ?? NEWEST_FIRST.field,
            direction: orderBy?.direction ?? NEWEST_FIRST.direction,
            range: toSortRange(orderBy?.field === 'updated_at' ? filter?.updatedAt : filter?.createdAt),
          },
          info,
        ),
    },
    { name: 'LeadConnection' },
    { name: 'LeadEdge' },
  ),
}));

/** Without a filter the plain list is asked: unlike the search it has no end at 10,000 rows. */
function leadList(
  filter: Filter,
  context: Context,
  aggregate: boolean,
): Pick<ListSource<LeadRow>, 'name' | 'identity' | 'list'> {
  const { leads } = context.api;
  return {
    name: 'Query.leads',
    identity: filter,
    list: async (window, range) => {
      const narrowed = range === undefined ? filter : { ...filter, [window.order_field]: range };
      const page = await (Object.keys(narrowed).length === 0
        ? leads.list({ ...window, aggregate })
        : leads.search({ ...window, filter: narrowed, aggregate }));
      if (aggregate) for (const lead of page.data) rememberFull(lead, context);
      return page;
    },
  };
}
