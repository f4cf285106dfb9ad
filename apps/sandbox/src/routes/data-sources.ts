import type { DataSource } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

const DATA_SOURCES: ListSpec<DataSource> = {
  rows: (world) => world.dataSources,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'uuid'],
};

export const dataSourceRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/data-sources',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, DATA_SOURCES, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/leads/api/data-sources/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.dataSources.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Data source');
      return single(row, call);
    },
  },
];
