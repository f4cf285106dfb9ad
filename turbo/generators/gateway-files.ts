import type { Files, Resource } from './resource.ts';

/** The test of the entity, through a gateway in front of a sandbox. */
export function gatewayFiles(resource: Resource): Files {
  return { [`apps/gateway/test/${resource.plural}.test.ts`]: test(resource) };
}

function test({ resource, type, field, connection, many, one, path, hasGet }: Resource): string {
  const lookUp = hasGet
    ? `\`GET ${path}/\${older.uuid}\``
    : `'GET ${path}?limit=100&offset=0&order_field=created_at&order_type=asc'`;
  return `import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists ${many}, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { ${resource} } = stack.sandbox.world;
  const older = ${resource}.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = ${resource}.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(await stack.query('{ ${connection}(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }')).toEqual({
    data: {
      ${connection}: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['GET ${path}?limit=1&offset=0&order_field=created_at&order_type=desc']);
  expect(await stack.query('{ ${connection} { nodes { uuid } } }')).toEqual({
    data: { ${connection}: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds a ${one} by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.${resource}.insert();
  const { data } = await stack.query<{ ${field}: { id: string } }>('query ($id: ID!) { ${field}(id: $id) { id } }', {
    id: older.uuid,
  });
  expect(asked(stack)).toEqual([${lookUp}]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on ${type} { uuid } } }', { id: data?.${field}.id }),
  ).toEqual({ data: { node: { id: data?.${field}.id, uuid: older.uuid } } });
  expect(await stack.query('{ ${field}(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { ${field}: null },
  });
});
`;
}
