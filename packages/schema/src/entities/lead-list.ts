import type { List as ListRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection, searchArgs } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadBy, loadFrom } from '../kit/loading.ts';
import { byId } from '../kit/relations.ts';
import { rowMutations, writtenRow } from '../kit/row-mutations.ts';
import { writable } from '../kit/writable.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime } from '../wire.ts';

const loadLists = loadBy<ListRow>('lists by uuid', (api) => api.lists);
const lists = smallCollection<ListRow>(({ api }, window) => api.lists.list(window), loadLists);

export const LeadList = entity<ListRow>('LeadList', { scope: 'workspace:read', load: loadFrom(lists) });

LeadList.implement({
  description: 'A list of leads. Every lead is in exactly one.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who created it.' }),
    name: t.exposeString('name', { description: 'Name of the list.' }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  leadList: t.field({
    description: 'One list of leads; null when GetSales has none by this id.',
    ...byId(LeadList, 'list', loadLists),
  }),
  leadLists: t.connection(
    {
      type: LeadList,
      description: 'Your lists of leads, the newest first.',
      args: searchArgs('Text to find in the name.'),
      resolve: connection(LeadList, {
        name: 'Query.leadLists',
        list: ({ api }) => api.lists.list,
      }),
    },
    { name: 'LeadListConnection' },
    { name: 'LeadListEdge' },
  ),
}));

rowMutations(LeadList, {
  name: 'LeadList',
  id: 'listId',
  scope: 'workspace:write',
  create: 'Creates a list of leads.',
  update: {
    description: 'Renames a list of leads. Not documented by GetSales itself.',
    write: (api) => api.lists.update,
  },
  delete:
    'Deletes a list of leads. GetSales does not say what becomes of its leads: move them first. Not documented by GetSales itself.',
  fields: { name: writable.text('name', 'Its name.', { isRequired: true }) },
  row: (t) => ({ leadList: t.field(writtenRow(LeadList)) }),
  writes: (api) => api.lists,
  list: (api, window) => api.lists.list(window),
  sameKeys: ['name'],
  forget(context, uuid) {
    lists.forget(context);
    LeadList.forget(context, uuid);
  },
});
