import type { List as ListRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { entityRef } from '../entity.ts';
import { filteredList, NEWEST_FIRST } from '../filtered-list.ts';
import { toUuid } from '../global-id.ts';
import { loadReferences } from '../planner/references.ts';
import { offsetConnection } from '../relay/offset-connection.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime } from '../wire.ts';

const lists = smallCollection<ListRow>(
  ({ api }, window) => api.lists.list(window),
  (uuids, { api }) =>
    loadReferences(uuids, { api, name: 'lists by uuid', getMany: api.lists.getMany, get: api.lists.get }),
);

export const LeadList = entityRef<ListRow>('LeadList', { load: lists.load });

LeadList.implement({
  description: 'A list of leads. Every lead is in exactly one.',
  fields: (t) => ({
    teamId: t.exposeInt('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeInt('user_id', { description: 'Numeric id of the user who made it.' }),
    name: t.exposeString('name', { description: 'Name of the list.' }),
    createdAt: t.field(dateTime('created_at', 'When it was made.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  leadList: t.field({
    type: LeadList,
    description: 'One list of leads; null when GetSales has none by this id.',
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID of the list.' }) },
    resolve: (_root, { id }, { api }) => api.lists.get(toUuid(id, 'id', 'LeadList')),
  }),
  leadLists: t.connection(
    {
      type: LeadList,
      description: 'Your lists of leads, the newest first.',
      args: { search: t.arg.string({ description: 'Words to find in the name.' }) },
      resolve: (_root, { search, ...page }, context, info) => {
        const { list } = context.api.lists;
        const filter = search ? { q: search } : {};
        return offsetConnection(
          page,
          filteredList(context, { name: 'Query.leadLists', filter, entity: LeadList, order: NEWEST_FIRST, list }),
          info,
        );
      },
    },
    { name: 'LeadListConnection' },
    { name: 'LeadListEdge' },
  ),
}));
