import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists ai agents, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { aiAgents } = stack.sandbox.world;
  const older = aiAgents.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = aiAgents.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ aiAgents(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      aiAgents: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['GET /flows/api/ai-agents?limit=1&offset=0&order_field=created_at&order_type=desc']);
  expect(await stack.query('{ aiAgents { nodes { uuid } } }')).toEqual({
    data: { aiAgents: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one ai agent by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.aiAgents.insert();
  const { data } = await stack.query<{ aiAgent: { id: string } }>('query ($id: ID!) { aiAgent(id: $id) { id } }', {
    id: older.uuid,
  });
  expect(asked(stack)).toEqual([`GET /flows/api/ai-agents/${older.uuid}`]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on AiAgent { uuid } } }', { id: data?.aiAgent.id }),
  ).toEqual({ data: { node: { id: data?.aiAgent.id, uuid: older.uuid } } });
  expect(await stack.query('{ aiAgent(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { aiAgent: null },
  });
});
