import type { Note } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';

const NOTES: ListSpec<Note> = {
  rows: (world) => world.notes,
  search: [],
  filters: [],
  guesses: ['uuid', 'object_uuid'],
  orders: ['created_at', 'updated_at', 'uuid'],
};

export const noteRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/notes',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, NOTES, { form: 'query' }),
  },
];
