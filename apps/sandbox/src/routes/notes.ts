import type { Note } from '@getsales-gateway/api-client';
import { z } from 'zod';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';
import { rowWrites } from '../row-write.ts';

const text = z.string().trim().min(1);

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
  ...rowWrites<Note>({
    path: '/leads/api/notes',
    name: 'Note',
    rows: (world) => world.notes,
    create: z.object({ object: z.enum(['lead', 'company']), object_uuid: text, note: text }),
    update: z.object({ note: text }),
    check({ object, object_uuid = '' }, { world }) {
      const rows: { get(uuid: string): unknown } = object === 'lead' ? world.leads : world.companies;
      return rows.get(object_uuid) ? null : { object_uuid: ['The selected object uuid is invalid.'] };
    },
  }),
];
