import { entityOf, fieldName } from './fields.ts';
import { toCamel, toKebab } from './names.ts';
import type { Files, Parent, Resource } from './resource.ts';

/** The test of the entity, through a gateway in front of a sandbox. */
export function gatewayFiles(resource: Resource): Files {
  return { [`apps/gateway/test/${toKebab(resource.connection)}.test.ts`]: test(resource) };
}

/** The entities of the client's and the sandbox's world that a parent's rows are in. */
const COLLECTIONS: Record<string, string> = {
  Lead: 'leads',
  Flow: 'flows',
  LeadCompany: 'companies',
  LeadList: 'lists',
};

function test(resource: Resource): string {
  return [
    `import { expect, it } from 'vitest';
import { asked${resource.parents.length > 0 ? ', tally' : ''} } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };
`,
    lists(resource),
    finds(resource),
    idsAreFree(resource),
    ...resource.parents.map((parent) => hangsOn(parent, resource)),
  ].join('\n');
}

function lists({ resource, connection, many, path, method }: Resource): string {
  const window = 'limit=1&offset=0&order_field=created_at&order_type=desc';
  return `it('lists ${many}, the newest first, in one request', async () => {
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
  expect(asked(stack)).toEqual(['${method === 'GET' ? `GET ${path}?${window}` : `POST ${path}`}']);
  expect(await stack.query('{ ${connection} { nodes { uuid } } }')).toEqual({
    data: { ${connection}: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});
`;
}

function finds({ resource, type, field, one, path, method, hasGet, parents }: Resource): string {
  const byFilter =
    method === 'POST'
      ? `'POST ${path}'`
      : `\`GET ${path}?limit=1&offset=0&order_field=created_at&order_type=asc&filter[uuid][]=\${older.uuid}\``;
  const lookUp = hasGet
    ? `\`GET ${path}/\${older.uuid}\``
    : parents.length > 0
      ? byFilter
      : `'GET ${path}?limit=100&offset=0&order_field=created_at&order_type=asc'`;
  return `it('finds one ${one} by its id, however it is asked for', async () => {
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

function idsAreFree({ resource, connection, many, properties }: Resource): string {
  const references = properties.filter((property) => entityOf(property) !== undefined);
  if (references.length === 0) return '';
  const uuid = (index: number) => `00000000-0000-4000-8000-0000000000${String(index + 10)}`;
  const fields = references.map((property) => fieldName(property));
  return `it('tells the ids of what ${many} refer to without a request', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.world.${resource}.insert({ ${references.map(({ name }, index) => `${name}: '${uuid(index)}'`).join(', ')} });

  expect(await stack.query('{ ${connection} { nodes { ${fields.map((name) => `${name} { uuid }`).join(' ')} } } }')).toEqual({
    data: { ${connection}: { nodes: [{ ${fields.map((name, index) => `${name}: { uuid: '${uuid(index)}' }`).join(', ')} }] } },
  });
  expect(stack.upstream).toHaveLength(1);
});
`;
}

function hangsOn({ type, field, key }: Parent, { resource, path, many, method }: Resource): string {
  const parents = COLLECTIONS[type] ?? toCamel(toKebab(type));
  const connection = toCamel(`${toKebab(type)}s`);
  const back = toCamel(key.replace(/_uuid$/, ''));
  return `it('reads the ${many} of many ${parents} in one request', async () => {
  await using stack = await startStack(empty);
  const { ${resource}, ${parents} } = stack.sandbox.world;
  const [one, other] = [${parents}.insert(), ${parents}.insert()];
  const rows = [one, other, one].map(({ uuid }) => ${resource}.insert({ ${key}: uuid }));

  const { data, errors } = await stack.query<{ ${connection}: { nodes: { uuid: string; ${field}: { nodes: unknown[] } }[] } }>(
    '{ ${connection} { nodes { uuid ${field} { nodes { uuid ${back} { uuid name } } totalCount } } } }',
  );
  expect(errors).toBeUndefined();
  const of = (uuid: string) => data?.${connection}.nodes.find((node) => node.uuid === uuid)?.${field};
  expect(of(one.uuid)).toMatchObject({ totalCount: 2 });
  expect(of(other.uuid)).toEqual({
    totalCount: 1,
    nodes: [{ uuid: rows[1]?.uuid, ${back}: { uuid: other.uuid, name: other.name } }],
  });
  expect(tally(stack)['${method} ${path}']).toBe(1);
  expect(stack.upstream).toHaveLength(2);
});
`;
}
