import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists flow workspaces, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { flowWorkspaces } = stack.sandbox.world;
  const older = flowWorkspaces.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = flowWorkspaces.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ flowWorkspaces(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      flowWorkspaces: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual([
    'GET /flows/api/flow-workspaces?limit=1&offset=0&order_field=created_at&order_type=desc',
  ]);
  expect(await stack.query('{ flowWorkspaces { nodes { uuid } } }')).toEqual({
    data: { flowWorkspaces: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one flow workspace by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.flowWorkspaces.insert();
  const { data } = await stack.query<{ flowWorkspace: { id: string } }>(
    'query ($id: ID!) { flowWorkspace(id: $id) { id } }',
    {
      id: older.uuid,
    },
  );
  expect(asked(stack)).toEqual([
    'GET /flows/api/flow-workspaces?limit=100&offset=0&order_field=created_at&order_type=asc',
  ]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on FlowWorkspace { uuid } } }', {
      id: data?.flowWorkspace.id,
    }),
  ).toEqual({ data: { node: { id: data?.flowWorkspace.id, uuid: older.uuid } } });
  expect(await stack.query('{ flowWorkspace(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { flowWorkspace: null },
  });
});
