import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists data sources, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { dataSources } = stack.sandbox.world;
  const older = dataSources.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = dataSources.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ leadImports(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      leadImports: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['GET /leads/api/data-sources?limit=1&offset=0&order_field=created_at&order_type=desc']);
  expect(await stack.query('{ leadImports { nodes { uuid } } }')).toEqual({
    data: { leadImports: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one data source by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.dataSources.insert();
  const { data } = await stack.query<{ leadImport: { id: string } }>(
    'query ($id: ID!) { leadImport(id: $id) { id } }',
    {
      id: older.uuid,
    },
  );
  expect(asked(stack)).toEqual([`GET /leads/api/data-sources/${older.uuid}`]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on LeadImport { uuid } } }', {
      id: data?.leadImport.id,
    }),
  ).toEqual({ data: { node: { id: data?.leadImport.id, uuid: older.uuid } } });
  expect(await stack.query('{ leadImport(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { leadImport: null },
  });
});

it('tells the ids of what data sources refer to without a request', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.world.dataSources.insert({
    sender_profile_uuid: '00000000-0000-4000-8000-000000000010',
    list_uuid: '00000000-0000-4000-8000-000000000011',
  });

  expect(await stack.query('{ leadImports { nodes { senderProfile { uuid } list { uuid } } } }')).toEqual({
    data: {
      leadImports: {
        nodes: [
          {
            senderProfile: { uuid: '00000000-0000-4000-8000-000000000010' },
            list: { uuid: '00000000-0000-4000-8000-000000000011' },
          },
        ],
      },
    },
  });
  expect(stack.upstream).toHaveLength(1);
});
