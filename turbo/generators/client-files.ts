import { toWireProperty } from './fields.ts';
import { article } from './names.ts';
import type { Files, Resource } from './resource.ts';

const FOLDER = 'packages/api-client/src/resources';

/** The resource of the client, and its test. */
export function clientFiles(resource: Resource): Files {
  return {
    [`${FOLDER}/${resource.plural}.ts`]: client(resource),
    [`${FOLDER}/${resource.plural}.test.ts`]: test(resource),
  };
}

function client(given: Resource): string {
  const { resource, wire, one, many, path, properties, hasGet, hasSearch, hasUuidFilter, filters, envelope } = given;
  const unwrap = envelope === undefined ? '(body)' : `(body, '${envelope}')`;
  const base = path.endsWith('/list') ? path.slice(0, -'/list'.length) : '$' + '{PATH}';
  const asked =
    given.method === 'GET'
      ? "method: 'GET', path: PATH, query: "
      : "method: 'POST', path: PATH, readsByPost: true, body: ";
  const get = `

    /** null when there is no such ${one}. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: \`${base}/{uuid}\`, params: { uuid } }, (body) => toRow<${wire}>${unwrap})),`;
  const getMany = `

    /** Up to 100 of them. */
    getMany: (uuids: readonly string[], { isProbe = true } = {}) =>
      request({ ${asked}{ ...byUuid(uuids) }, isProbe }, (body) => toPage<${wire}>${unwrap}),`;
  // No reference lists `uuid` where there is no route for single rows: it is tried, and believed where the answer proves it.
  const byFilter = hasUuidFilter || (!hasGet && given.parents.length > 0);
  const keys = [...(hasSearch ? ['q'] : []), ...(byFilter ? ['uuid'] : []), ...filters];
  const params = `/** A window of ${many}, filtered by the documented keys. */
export interface ${wire}ListParams extends ListParams {
  filter?: Partial<Record<${keys.map((key) => `'${key}'`).join(' | ')}, FilterValue>>;
}

`;
  const asks = [
    ...(hasGet && hasUuidFilter ? ['byUuid'] : []),
    ...(keys.length > 0 ? ['type FilterValue'] : []),
    'type ListParams',
  ];
  return `${hasGet ? "import { orNull } from '../outcome.ts';\n" : ''}\
import type { Request } from '../request.ts';
import { toPage${hasGet ? ', toRow' : ''} } from '../wire/body.ts';
import { ${asks.join(', ')} } from '../wire/query.ts';

/** ${article(one)} ${one} as the upstream sends it. */
export interface ${wire} {
${properties.map(toWireProperty).join('\n')}
}

${keys.length > 0 ? params : ''}const PATH = '${path}';

/** Reads of ${many}. */
export function ${resource}(request: Request) {
  return {
    list: (params: ${keys.length > 0 ? `${wire}ListParams` : 'ListParams'}, { isProbe = false } = {}) =>
      request({ ${asked}{ ...params }, isProbe }, (body) => toPage<${wire}>${unwrap}),${hasGet && hasUuidFilter ? getMany : ''}${hasGet ? get : ''}
  };
}
`;
}

function test({ resource, one, path, method, hasGet, envelope }: Resource): string {
  const wrapped = envelope === undefined ? 'ROW' : `{ ${envelope}: ROW }`;
  const list =
    method === 'GET' ? `{ path: /^${path.replaceAll('/', '\\/')}\\?/ }` : `{ method: 'POST', path: '${path}' }`;
  return `import { expect, it } from 'vitest';
import { mockUpstream, WINDOW } from '../../test/mock-upstream.ts';

const ROW = { uuid: '0f1e2d3c-0000-4000-8000-000000000001' };

it('reads one window of the list', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept(${list}).reply(200, { data: [${wrapped}], total: 41, has_more: true });

  expect(await api.${resource}.list(WINDOW)).toEqual({ data: [ROW], total: 41, hasMore: true });
});
${
  hasGet
    ? `
it('gets a ${one}, and null for one that does not exist', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept({ path: \`${path}/\${ROW.uuid}\` }).reply(200, ${wrapped});
  upstream.intercept({ path: '${path}/nobody' }).reply(404, { error: { reason: 'not_found', message: 'Not found.' }, code: 404 });

  expect(await api.${resource}.get(ROW.uuid)).toEqual(ROW);
  expect(await api.${resource}.get('nobody')).toBeNull();
});
`
    : ''
}`;
}
