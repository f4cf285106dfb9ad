import type { List as ListRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection, searchArgs } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadBy, loadFrom } from '../kit/loading.ts';
import { byId } from '../kit/relations.ts';
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
