import type { List } from '@getsales-gateway/api-client';
import { LIST_QUERY, list } from '../list.ts';
import type { ListSpec } from '../list-filter.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

const LISTS: ListSpec<List> = {
  rows: (world) => world.lists,
  search: ['name'],
  filters: ['uuid', 'name', 'created_at'],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const listRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/lists',
    query: LIST_QUERY,
    handle: (call) => list(call, LISTS, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/leads/api/lists/{uuid}',
    query: [],
    handle(call) {
      const row = call.world.lists.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('List');
      return single(row, call);
    },
  },
];
