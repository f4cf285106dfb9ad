import { toWireProperty } from './fields.ts';
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
  const { resource, wire, one, path, properties, hasGet, hasSearch, hasUuidFilter, filters, envelope } = given;
  const unwrap = envelope === undefined ? '(body)' : `(body, '${envelope}')`;
  const get = `

    /** null when there is no such ${one}. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: \`\${PATH}/{uuid}\`, params: { uuid } }, (body) => toRow<${wire}>${unwrap})),`;
  const getMany = `

    /** Up to 100 of them. */
    getMany: (uuids: readonly string[], { isProbe = true } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...byUuid(uuids) }, isProbe }, (body) => toPage<${wire}>${unwrap}),`;
  const keys = [...(hasSearch ? ['q'] : []), ...(hasUuidFilter ? ['uuid'] : []), ...filters];
  const params = `export interface ${wire}ListParams extends ListParams {
  filter?: Partial<Record<${keys.map((key) => `'${key}'`).join(' | ')}, FilterValue>>;
}

`;
  return `${hasGet ? "import { toRow } from '../body.ts';\nimport { orNull } from '../not-found.ts';\n" : ''}\
import { ${hasGet && hasUuidFilter ? 'byUuid, ' : ''}type ListParams, toPage } from '../page.ts';
${keys.length > 0 ? "import type { FilterValue } from '../query.ts';\n" : ''}\
import type { Request } from '../request.ts';

/** A ${one} as the upstream sends it. */
export interface ${wire} {
${properties.map(toWireProperty).join('\n')}
}

${keys.length > 0 ? params : ''}const PATH = '${path}';

export function ${resource}(request: Request) {
  return {
    list: (query: ${keys.length > 0 ? `${wire}ListParams` : 'ListParams'}) =>
      request({ method: 'GET', path: PATH, query: { ...query } }, (body) => toPage<${wire}>${unwrap}),${hasGet && hasUuidFilter ? getMany : ''}${hasGet ? get : ''}
  };
}
`;
}

function test({ resource, one, path, hasGet, envelope }: Resource): string {
  const wrapped = envelope === undefined ? 'ROW' : `{ ${envelope}: ROW }`;
  return `import { expect, it } from 'vitest';
import { mockUpstream, WINDOW } from '../../test/mock-upstream.ts';

const ROW = { uuid: '0f1e2d3c-0000-4000-8000-000000000001' };

it('reads one window of the list', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept({ path: /^${path.replaceAll('/', '\\/')}\\?/ }).reply(200, { data: [${wrapped}], total: 41, has_more: true });

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
