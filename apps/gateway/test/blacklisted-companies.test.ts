import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists company blacklist entries, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { companyBlacklistEntries } = stack.sandbox.world;
  const older = companyBlacklistEntries.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = companyBlacklistEntries.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query(
      '{ blacklistedCompanies(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }',
    ),
  ).toEqual({
    data: {
      blacklistedCompanies: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual([
    'GET /leads/api/companies-blacklist?limit=1&offset=0&order_field=created_at&order_type=desc',
  ]);
  expect(await stack.query('{ blacklistedCompanies { nodes { uuid } } }')).toEqual({
    data: { blacklistedCompanies: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one company blacklist entry by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.companyBlacklistEntries.insert();
  const { data } = await stack.query<{ blacklistedCompany: { id: string } }>(
    'query ($id: ID!) { blacklistedCompany(id: $id) { id } }',
    {
      id: older.uuid,
    },
  );
  expect(asked(stack)).toEqual([
    'GET /leads/api/companies-blacklist?limit=100&offset=0&order_field=created_at&order_type=asc',
  ]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on BlacklistedCompany { uuid } } }', {
      id: data?.blacklistedCompany.id,
    }),
  ).toEqual({ data: { node: { id: data?.blacklistedCompany.id, uuid: older.uuid } } });
  expect(await stack.query('{ blacklistedCompany(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { blacklistedCompany: null },
  });
});
