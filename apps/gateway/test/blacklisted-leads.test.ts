import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists lead blacklist entries, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { leadBlacklistEntries } = stack.sandbox.world;
  const older = leadBlacklistEntries.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = leadBlacklistEntries.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query(
      '{ blacklistedLeads(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }',
    ),
  ).toEqual({
    data: {
      blacklistedLeads: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual([
    'GET /leads/api/leads-blacklist?limit=1&offset=0&order_field=created_at&order_type=desc',
  ]);
  expect(await stack.query('{ blacklistedLeads { nodes { uuid } } }')).toEqual({
    data: { blacklistedLeads: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one lead blacklist entry by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.leadBlacklistEntries.insert();
  const { data } = await stack.query<{ blacklistedLead: { id: string } }>(
    'query ($id: ID!) { blacklistedLead(id: $id) { id } }',
    {
      id: older.uuid,
    },
  );
  expect(asked(stack)).toEqual([
    'GET /leads/api/leads-blacklist?limit=100&offset=0&order_field=created_at&order_type=asc',
  ]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on BlacklistedLead { uuid } } }', {
      id: data?.blacklistedLead.id,
    }),
  ).toEqual({ data: { node: { id: data?.blacklistedLead.id, uuid: older.uuid } } });
  expect(await stack.query('{ blacklistedLead(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { blacklistedLead: null },
  });
});
