import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists attachments, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { attachments } = stack.sandbox.world;
  const older = attachments.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = attachments.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query(
      '{ messageAttachments(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }',
    ),
  ).toEqual({
    data: {
      messageAttachments: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['GET /flows/api/attachments?limit=1&offset=0&order_field=created_at&order_type=desc']);
  expect(await stack.query('{ messageAttachments { nodes { uuid } } }')).toEqual({
    data: { messageAttachments: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one attachment by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.attachments.insert();
  const { data } = await stack.query<{ messageAttachment: { id: string } }>(
    'query ($id: ID!) { messageAttachment(id: $id) { id } }',
    {
      id: older.uuid,
    },
  );
  expect(asked(stack)).toEqual([`GET /flows/api/attachments/${older.uuid}`]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on MessageAttachment { uuid } } }', {
      id: data?.messageAttachment.id,
    }),
  ).toEqual({ data: { node: { id: data?.messageAttachment.id, uuid: older.uuid } } });
  expect(await stack.query('{ messageAttachment(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { messageAttachment: null },
  });
});
