import type { Webhook } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { type FieldMessages, invalid, missing } from '../refusal.ts';
import { type Answer, type Call, noContent, type Route, single } from '../route.ts';

const WEBHOOKS: ListSpec<Webhook> = {
  rows: (world) => world.webhooks,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

const BODY = ['name', 'event', 'request_method', 'target_url', 'filters', 'status'];

function create(call: Call): Answer {
  const faults: FieldMessages = {};
  for (const key of ['name', 'event', 'target_url']) {
    if (!call.body[key]) faults[key] = [`The ${key.replace('_', ' ')} field is required.`];
  }
  if (Object.keys(faults).length > 0) throw invalid(faults);
  const { name, event, target_url, request_method = 'POST', filters = null, status = 'on' } = call.body;
  const row = call.world.webhooks.insert({
    name: String(name),
    event: String(event),
    target_url: String(target_url),
    request_method: String(request_method),
    filters,
    status: String(status),
  });
  return single(row, call, 201);
}

export const webhookRoutes: Route[] = [
  {
    method: 'GET',
    path: '/integrations/api/webhooks',
    query: LIST_QUERY,
    handle: (call) => list(call, WEBHOOKS, { form: 'query' }),
  },
  { method: 'POST', path: '/integrations/api/webhooks', query: [], body: BODY, handle: create },
  {
    method: 'DELETE',
    path: '/integrations/api/webhooks/{uuid}',
    query: [],
    handle({ world, params }) {
      if (!world.webhooks.remove(params['uuid'] ?? '')) throw missing('Webhook');
      return noContent;
    },
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
