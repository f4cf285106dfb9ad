import { toBlank } from './fields.ts';
import { toCamel } from './names.ts';
import type { Files, Resource } from './resource.ts';

/** Fields that every stored row has. */
const STAMP = ['uuid', 'team_id', 'created_at', 'updated_at'];

/** The emulated routes, and a test. */
export function sandboxFiles(resource: Resource): Files {
  return {
    [`apps/sandbox/src/routes/${resource.plural}.ts`]: routes(resource),
    [`apps/sandbox/src/routes/${resource.plural}.test.ts`]: test(resource),
  };
}

function routes(given: Resource): string {
  const {
    singular,
    resource,
    wire,
    one,
    path,
    method,
    properties,
    hasGet,
    hasSearch,
    hasUuidFilter,
    filters,
    envelope,
  } = given;
  const names = properties.map(({ name }) => name);
  const byFilter = hasUuidFilter || (!hasGet && given.parents.length > 0);
  const filterable = new Set([...filters, ...(byFilter ? ['uuid'] : [])]);
  const spec = resource.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const orders = ['created_at', 'updated_at', 'sent_at', 'name', 'uuid'].filter((name) => names.includes(name));
  const shape = envelope === undefined ? '' : `, shape: (rows) => rows.map((${envelope}) => ({ ${envelope} }))`;
  const toMark = (isUndocumented: boolean) => (isUndocumented ? '\n    isUndocumented: true,' : '');
  const mark = toMark(given.isUndocumented);
  const keys = method === 'GET' ? 'query: LIST_QUERY' : 'query: [],\n    body: LIST_BODY';
  const get = `
  {
    method: 'GET',
    path: '${path.replace(/\/list$/, '')}/{uuid}',${toMark(given.isGetUndocumented)}
    query: [],
    handle(call) {
      const row = call.world.${resource}.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('${one.charAt(0).toUpperCase()}${one.slice(1)}');
      return single(${envelope === undefined ? 'row' : `{ ${envelope}: row }`}, call);
    },
  },`;
  return `import type { ${wire} } from '@getsales-gateway/api-client';
import { ${method === 'GET' ? 'LIST_QUERY' : 'LIST_BODY'}, type ListSpec, list } from '../list.ts';
${hasGet ? "import { missing } from '../refusal.ts';\nimport { type Route, single } from '../route.ts';" : "import type { Route } from '../route.ts';"}

const ${spec}: ListSpec<${wire}> = {
  rows: (world) => world.${resource},
  search: [${hasSearch && names.includes('name') ? "'name'" : ''}],
  filters: [${names
    .filter((name) => filterable.has(name))
    .map((name) => `'${name}'`)
    .join(', ')}],
  orders: [${orders.map((order) => `'${order}'`).join(', ')}],
};

export const ${toCamel(singular)}Routes: Route[] = [
  {
    method: '${method}',
    path: '${path}',${mark}
    ${keys},
    handle: (call) => list(call, ${spec}, { form: '${method === 'GET' ? 'query' : 'body'}'${shape} }),
  },${hasGet ? get : ''}
];
`;
}

/** The function that makes a row with nothing but default values. */
export function blankRow({ wire, properties }: Resource): string {
  const rest = properties.filter(({ name }) => !STAMP.includes(name));
  return `export function blank${wire}(stamp: Stamp): ${wire} {
  return {
    ...stamp,
${rest.map(toBlank).join('\n')}
  };
}
`;
}

function test({ resource, one, many, path, method, hasGet, envelope }: Resource): string {
  const wrap = (row: string) => (envelope === undefined ? row : `{ ${envelope}: ${row} }`);
  return `import { expect, it } from 'vitest';
import { startUpstream } from '../../test/upstream.ts';

it('serves ${many}, the newest first', async () => {
  await using upstream = await startUpstream({ size: { leads: 0 } });
  const older = upstream.world.${resource}.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = upstream.world.${resource}.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  const { body } = await upstream.ask(${
    method === 'GET'
      ? `'GET', '${path}?order_field=created_at&order_type=desc'`
      : `'POST', '${path}', { body: { order_field: 'created_at', order_type: 'desc' } }`
  });
  expect(body).toMatchObject({ data: [${wrap('newer')}, ${wrap('older')}], total: 2, has_more: false });
});
${
  hasGet
    ? `
it('serves one ${one}, and 404 for one that does not exist', async () => {
  await using upstream = await startUpstream({ size: { leads: 0 } });
  const row = upstream.world.${resource}.insert();

  expect((await upstream.ask('GET', \`${path}/\${row.uuid}\`)).body).toEqual(${wrap('row')});
  expect((await upstream.ask('GET', '${path}/nobody')).status).toBe(404);
});
`
    : ''
}`;
}
