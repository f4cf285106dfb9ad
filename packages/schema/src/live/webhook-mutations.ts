import type { Registration } from '@getsales-gateway/api-client';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import { GetSalesWebhook } from '../entities/get-sales-webhook.ts';

const TARGET_URL =
  'Address that GetSales posts to, such as `https://gateway.example.com/webhooks/getsales/<WEBHOOK_SECRET>`. It must be reachable ' +
  'from the internet.';

const RegisterWebhooksInput = builder.inputType('RegisterWebhooksInput', {
  description: 'The address to tell GetSales.',
  fields: (t) => ({ targetUrl: t.string({ required: true, description: TARGET_URL }) }),
});

const UnregisterWebhooksInput = builder.inputType('UnregisterWebhooksInput', {
  description: 'The address that GetSales forgets.',
  fields: (t) => ({ targetUrl: t.string({ required: true, description: 'The address that was registered.' }) }),
});

const RegisterWebhooksPayload = builder.objectRef<Registration>('RegisterWebhooksPayload').implement({
  description: 'The result.',
  fields: (t) => ({
    webhooks: t.field({
      type: [GetSalesWebhook],
      description: 'All webhooks of the address.',
      resolve: ({ webhooks }) => webhooks,
    }),
    createdEvents: t.field({
      type: ['String'],
      description: 'Events for which a webhook was created. Empty when all were there.',
      resolve: ({ created }) => created,
    }),
    refusedEvents: t.field({
      type: ['String'],
      description: 'Events that GetSales refuses. Subscriptions then learn of them by reading.',
      resolve: ({ refused }) => refused,
    }),
  }),
});

const UnregisterWebhooksPayload = builder.objectRef<{ deleted: number }>('UnregisterWebhooksPayload').implement({
  description: 'The result.',
  fields: (t) => ({
    deletedCount: t.int({
      description: 'Number of webhooks that were deleted.',
      resolve: ({ deleted }) => deleted,
    }),
  }),
});

builder.mutationFields((t) => ({
  registerWebhooks: t.field({
    type: RegisterWebhooksPayload,
    requiresScopes: [['workspace:write']],
    description:
      'Lets GetSales tell the gateway of replies, sends and changes, so that subscriptions hear of them at once. Creates what is ' +
      'missing and changes nothing else: it may be repeated. Takes one request, and one for each webhook that is created.',
    args: { input: t.arg({ type: RegisterWebhooksInput, required: true, description: 'The address.' }) },
    resolve: (_root, { input }, { api }) => api.webhooks.register(toTarget(input.targetUrl)),
  }),
  unregisterWebhooks: t.field({
    type: UnregisterWebhooksPayload,
    requiresScopes: [['workspace:write']],
    description: 'Deletes the webhooks of an address, whoever created them.',
    args: { input: t.arg({ type: UnregisterWebhooksInput, required: true, description: 'The address.' }) },
    resolve: async (_root, { input }, { api }) => ({
      deleted: await api.webhooks.unregister(toTarget(input.targetUrl)),
    }),
  }),
}));

function toTarget(url: string): string {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw badInput('`input.targetUrl` is no http(s) URL');
  return url;
}
