import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists ai templates, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { aiTemplates } = stack.sandbox.world;
  const older = aiTemplates.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = aiTemplates.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ aiTemplates(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      aiTemplates: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['GET /flows/api/ai-templates?limit=1&offset=0&order_field=created_at&order_type=desc']);
  expect(await stack.query('{ aiTemplates { nodes { uuid } } }')).toEqual({
    data: { aiTemplates: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one ai template by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.aiTemplates.insert();
  const { data } = await stack.query<{ aiTemplate: { id: string } }>(
    'query ($id: ID!) { aiTemplate(id: $id) { id } }',
    {
      id: older.uuid,
    },
  );
  expect(asked(stack)).toEqual([`GET /flows/api/ai-templates/${older.uuid}`]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on AiTemplate { uuid } } }', {
      id: data?.aiTemplate.id,
    }),
  ).toEqual({ data: { node: { id: data?.aiTemplate.id, uuid: older.uuid } } });
  expect(await stack.query('{ aiTemplate(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { aiTemplate: null },
  });
});
