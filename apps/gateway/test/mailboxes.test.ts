import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists mailboxes, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { mailboxes } = stack.sandbox.world;
  const older = mailboxes.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = mailboxes.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ mailboxes(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      mailboxes: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['GET /emails/api/mailboxes?limit=1&offset=0&order_field=created_at&order_type=desc']);
  expect(await stack.query('{ mailboxes { nodes { uuid } } }')).toEqual({
    data: { mailboxes: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one mailbox by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.mailboxes.insert();
  const { data } = await stack.query<{ mailbox: { id: string } }>('query ($id: ID!) { mailbox(id: $id) { id } }', {
    id: older.uuid,
  });
  expect(asked(stack)).toEqual([`GET /emails/api/mailboxes/${older.uuid}`]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on Mailbox { uuid } } }', { id: data?.mailbox.id }),
  ).toEqual({ data: { node: { id: data?.mailbox.id, uuid: older.uuid } } });
  expect(await stack.query('{ mailbox(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { mailbox: null },
  });
});

it('tells the ids of what mailboxes refer to without a request', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.world.mailboxes.insert({ sender_profile_uuid: '00000000-0000-4000-8000-000000000010' });

  expect(await stack.query('{ mailboxes { nodes { senderProfile { uuid } } } }')).toEqual({
    data: { mailboxes: { nodes: [{ senderProfile: { uuid: '00000000-0000-4000-8000-000000000010' } }] } },
  });
  expect(stack.upstream).toHaveLength(1);
});
