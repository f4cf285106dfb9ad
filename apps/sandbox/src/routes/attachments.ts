import type { Attachment } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

const ATTACHMENTS: ListSpec<Attachment> = {
  rows: (world) => world.attachments,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'uuid'],
};

export const attachmentRoutes: Route[] = [
  {
    method: 'GET',
    path: '/flows/api/attachments',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, ATTACHMENTS, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/flows/api/attachments/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.attachments.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Attachment');
      return single(row, call);
    },
  },
];
