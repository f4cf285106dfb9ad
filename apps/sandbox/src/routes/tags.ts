import type { Tag } from '@getsales-gateway/api-client';
import { LIST_QUERY, list } from '../list.ts';
import type { ListSpec } from '../list-filter.ts';
import type { Route } from '../route.ts';

const TAGS: ListSpec<Tag> = {
  rows: (world) => world.tags,
  search: ['name'],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const tagRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/tags',
    query: LIST_QUERY,
    handle: (call) => list(call, TAGS, { form: 'query' }),
  },
];
