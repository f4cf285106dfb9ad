import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists webhooks, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { webhooks } = stack.sandbox.world;
  const older = webhooks.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = webhooks.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ webhooks(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      webhooks: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual([
    'GET /integrations/api/webhooks?limit=1&offset=0&order_field=created_at&order_type=desc',
  ]);
  expect(await stack.query('{ webhooks { nodes { uuid } } }')).toEqual({
    data: { webhooks: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one webhook by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.webhooks.insert();
  const { data } = await stack.query<{ webhook: { id: string } }>('query ($id: ID!) { webhook(id: $id) { id } }', {
    id: older.uuid,
  });
  expect(asked(stack)).toEqual([`GET /integrations/api/webhooks/${older.uuid}`]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on GetSalesWebhook { uuid } } }', {
      id: data?.webhook.id,
    }),
  ).toEqual({ data: { node: { id: data?.webhook.id, uuid: older.uuid } } });
  expect(await stack.query('{ webhook(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { webhook: null },
  });
});
