import type { Webhook as WebhookRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadAlone } from '../kit/loading.ts';
import { byId } from '../kit/relations.ts';
import { rowMutations, writtenRow } from '../kit/row-mutations.ts';
import { writable } from '../kit/writable.ts';
import { dateTime } from '../wire.ts';

export const GetSalesWebhook = entity<WebhookRow>('GetSalesWebhook', {
  scope: 'workspace:read',
  load: loadAlone('webhooks by uuid', (api) => api.webhooks),
});

GetSalesWebhook.implement({
  description: 'An address that GetSales calls when something happens.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who created it.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    event: t.exposeString('event', {
      description: 'What it is called for, such as `contact_replied_linkedin_message`.',
    }),
    requestMethod: t.exposeString('request_method', {
      description: 'Method of the call. Known: `POST`, `GET`, `PUT`, `PATCH`, `DELETE`.',
    }),
    targetUrl: t.string({
      description: 'Origin of the address that is called. Its path and query may hold a secret, so they are left out.',
      resolve: ({ target_url }) => (URL.canParse(target_url) ? new URL(target_url).origin : null),
    }),
    filters: t.field({
      type: 'JSON',
      description: 'Conditions on what it is called for. GetSales does not document the shape.',
      resolve: (row) => row.filters,
    }),
    status: t.exposeString('status', { description: 'Whether it is called. Known: `on`, `off`.' }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  webhook: t.field({
    description: 'One webhook; null when GetSales has none by this id.',
    ...byId(GetSalesWebhook, 'webhook'),
  }),
  webhooks: t.connection(
    {
      type: GetSalesWebhook,
      description: 'Your webhooks, the newest first.',

      resolve: connection(GetSalesWebhook, {
        name: 'Query.webhooks',

        list: ({ api }) => api.webhooks.list,
      }),
    },
    { name: 'GetSalesWebhookConnection' },
    { name: 'GetSalesWebhookEdge' },
  ),
}));

rowMutations(GetSalesWebhook, {
  name: 'GetSalesWebhook',
  id: 'webhookId',
  scope: 'workspace:write',
  create: 'Has GetSales call an address when something happens. `registerWebhooks` does it for the gateway itself.',
  update: { description: 'Changes a webhook. Not documented by GetSales itself.', write: (api) => api.webhooks.update },
  delete: 'Deletes a webhook.',
  fields: {
    name: writable.text('name', 'Its name.', { isRequired: true }),
    event: writable.text('event', 'What it is called for, such as `contact_replied_linkedin_message`.', {
      isRequired: true,
    }),
    targetUrl: writable.url('target_url', 'The address to call. It must be reachable from the internet.', {
      isRequired: true,
    }),
    requestMethod: writable.text('request_method', 'Method of the call; `POST` unless said.'),
    filters: writable.object('filters', 'Conditions on what it is called for. GetSales does not document the shape.'),
    status: writable.text('status', 'Whether it is called: `on` or `off`; `on` unless said.'),
  },
  row: (t) => ({ webhook: t.field(writtenRow(GetSalesWebhook)) }),
  writes: (api) => api.webhooks,
  list: (api, window) => api.webhooks.list(window),
  sameKeys: ['name', 'event', 'target_url'],
  forget: (context, uuid) => GetSalesWebhook.forget(context, uuid),
});
