import type { Filter, ListParams } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { toSortRange } from '../../date-time-range.ts';
import { filteredList } from '../../filtered-list.ts';
import { toUuid } from '../../global-id.ts';
import { OrderDirection } from '../../order-direction.ts';
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
      resolve: (_root, { filter, search, orderBy, ...page }, context, info) => {
        const { field, direction } = orderBy ?? NEWEST_FIRST;
        const aggregate = needsFullLead(info, 'nodes') || needsFullLead(info, 'edges', 'node');
        const wire = toLeadFilter(filter, search);
        const source = filteredList(context, {
          name: 'Query.leads',
          filter: wire,
          entity: Lead,
          order: { orderField: field, direction },
          list: (params: LeadListParams) => listLeads(params, context, aggregate),
        });
        const range = toSortRange(field === 'updated_at' ? filter?.updatedAt : filter?.createdAt);
        const searchWindow = isEmpty(wire) ? undefined : SEARCH_WINDOW;
        return offsetConnection(page, { ...source, range, searchWindow }, info);
      },
    },
    { name: 'LeadConnection' },
    { name: 'LeadEdge' },
  ),
}));

/** Rows that the search reaches. */
const SEARCH_WINDOW = 10_000;

interface LeadListParams extends ListParams {
  filter: Filter;
}

/** Without a filter the plain list is asked, which has no such end. */
async function listLeads({ filter, ...window }: LeadListParams, context: Context, aggregate: boolean) {
  const { leads } = context.api;
  const page = await (isEmpty(filter)
    ? leads.list({ ...window, aggregate })
    : leads.search({ ...window, filter, aggregate }));
  if (aggregate) for (const lead of page.data) rememberFull(lead, context);
  return page;
}

function isEmpty(filter: Filter): boolean {
  return Object.keys(filter).length === 0;
}
