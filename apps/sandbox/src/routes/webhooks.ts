import type { Webhook } from '@getsales-gateway/api-client';
import { z } from 'zod';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';
import { rowWrites } from '../row-write.ts';

const WEBHOOKS: ListSpec<Webhook> = {
  rows: (world) => world.webhooks,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

const text = z.string().min(1);
const optional = {
  request_method: z.enum(['POST', 'GET', 'PUT', 'PATCH', 'DELETE']).exactOptional(),
  filters: z.record(z.string(), z.unknown()).nullable().exactOptional(),
  status: z.enum(['on', 'off']).exactOptional(),
};

export const webhookRoutes: Route[] = [
  {
    method: 'GET',
    path: '/integrations/api/webhooks',
    query: LIST_QUERY,
    handle: (call) => list(call, WEBHOOKS, { form: 'query' }),
  },
  ...rowWrites<Webhook>({
    path: '/integrations/api/webhooks',
    name: 'Webhook',
    rows: (world) => world.webhooks,
    create: z.object({ name: text, event: text, target_url: z.url(), ...optional }),
    update: z.object({
      name: text.exactOptional(),
      event: text.exactOptional(),
      target_url: z.url().exactOptional(),
      ...optional,
    }),
    documented: ['POST', 'DELETE'],
  }),
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
