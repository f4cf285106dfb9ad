import type { Webhook } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

const WEBHOOKS: ListSpec<Webhook> = {
  rows: (world) => world.webhooks,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const webhookRoutes: Route[] = [
  {
    method: 'GET',
    path: '/integrations/api/webhooks',
    query: LIST_QUERY,
    handle: (call) => list(call, WEBHOOKS, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/integrations/api/webhooks/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.webhooks.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Webhook');
      return single(row, call);
    },
  },
];
