import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';

interface Connection {
  nodes: { uuid: string; createdAt: string }[];
  pageInfo: { startCursor: string; endCursor: string; hasNextPage: boolean; hasPreviousPage: boolean };
  totalCount: number | null;
}

const FIELDS = 'nodes { uuid createdAt } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } totalCount';

async function readPage(stack: Stack, size: number, cursor: string | null, isForward: boolean): Promise<Connection> {
  const args = isForward ? 'first: $size, after: $cursor' : 'last: $size, before: $cursor';
  const query = `query ($size: Int, $cursor: String) { page: leads(${args}) { ${FIELDS} } }`;
  const { data, errors } = await stack.query<{ page: Connection }>(query, { size, cursor });
  if (!data || errors) throw new Error('No answer', { cause: errors });
  return data.page;
}

async function walk(stack: Stack, isForward: boolean, size = 50) {
  const pages: Connection[] = [];
  for (let cursor: string | null = null; pages.length < 20; ) {
    const page = await readPage(stack, size, cursor, isForward);
    pages.push(page);
    if (!(isForward ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage)) break;
    cursor = isForward ? page.pageInfo.endCursor : page.pageInfo.startCursor;
  }
  const nodes = (isForward ? pages : pages.toReversed()).flatMap((page) => page.nodes);
  return { uuids: nodes.map(({ uuid }) => uuid), nodes, totals: pages.map(({ totalCount }) => totalCount) };
}

const size = { leads: 230, messages: 0 };

it.each(['zero', 'negative', 'fraction'] as const)(
  'walks to the end of a list whose total is %s, and does not know how many rows there are',
  async (total) => {
    await using stack = await startStack({ sandbox: { size, dialect: { total, hasMore: 'absent' } } });
    const forward = await walk(stack, true);
    const backward = await walk(stack, false);
    expect(new Set(forward.uuids).size).toBe(230);
    expect(forward.uuids).toHaveLength(230);
    expect(backward.uuids).toEqual(forward.uuids);
    expect(new Set(forward.totals)).toEqual(new Set([null]));
  },
);

it('reads a total that is written as text', async () => {
  await using stack = await startStack({ sandbox: { size, dialect: { total: 'text', hasMore: 'absent' } } });
  expect((await walk(stack, true)).totals).toEqual([230, 230, 230, 230, 230]);
  expect(stack.upstream).toHaveLength(5);
});

it('sees each row once and in order where timestamps are spelled in many ways', async () => {
  await using stack = await startStack({ sandbox: { size } });
  const plain = await walk(stack, true, 30);
  stack.forget();
  stack.sandbox.dialect.timestamps = 'mixed';
  const forward = await walk(stack, true, 30);
  const backward = await walk(stack, false, 30);
  expect(forward.uuids).toEqual(plain.uuids);
  expect(new Set(forward.uuids).size).toBe(230);
  expect(backward.uuids).toEqual(forward.uuids);
  expect(forward.nodes.every(({ createdAt }) => /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(createdAt))).toBe(
    true,
  );
  expect(stack.log.join('')).not.toContain('not ordered');
  expect(stack.upstream).toHaveLength(8 + 9);
});

it('takes a time of a filter in any spelling of ISO 8601', async () => {
  await using stack = await startStack({ sandbox: { size } });
  const query = 'query ($at: DateTime) { leads(first: 1, filter: { createdAt: { gte: $at } }) { totalCount } }';
  const spellings = [
    '2026-01-01T00:00:00Z',
    '2026-01-01 00:00:00.000+0000',
    '2026-01-01t05:30:00+0530',
    '2025-12-31T24:00Z',
  ];
  const answers = await Promise.all(spellings.map((at) => stack.query(query, { at })));
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify({ data: answers[0]?.data })]),
  );
  expect(answers[0]?.data).toMatchObject({ leads: { totalCount: expect.any(Number) } });
});

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

it('refuses a cursor that was made up, before any request', async () => {
  await using stack = await startStack({ sandbox: { size } });
  const real = await stack.query<{ leads: Connection }>(`{ leads(first: 3) { ${FIELDS} } }`);
  const fields: unknown[] = JSON.parse(Buffer.from(real.data?.leads.pageInfo.endCursor ?? '', 'base64url').toString());
  const changed = (index: number, value: unknown) => encoded(fields.map((field, at) => (at === index ? value : field)));
  stack.forget();
  const cursors = [
    ...[1e15, -1, 0.5, Number.NaN, '3', null, 1e300].map((position) => changed(4, position)),
    ...[1e15, -5, 2.5, 0, 'x'].map((total) => changed(5, total)),
    ...['u'.repeat(5000), 7, null].map((uuid) => changed(2, uuid)),
    ...['v'.repeat(5000), {}, true].map((value) => changed(3, value)),
    ...[['a', 'b', 'c', 'd'], ['x'.repeat(5000)], {}].map((before) => changed(7, before)),
    encoded([...fields, '2026-01-01T00:00:00Z']),
    Buffer.from('['.repeat(5000)).toString('base64url'),
    'x'.repeat(50_000),
  ];
  const query = 'query ($cursor: String) { leads(first: 3, after: $cursor) { totalCount nodes { uuid } } }';
  for (const cursor of cursors) {
    const { errors } = await stack.query(query, { cursor });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }]);
  }
  expect(stack.upstream).toEqual([]);
});

it('takes an empty cursor for none', async () => {
  await using stack = await startStack({ sandbox: { size } });
  const { data, errors } = await stack.query(
    `{ a: leads(first: 1, after: "") { ${FIELDS} } b: leads(first: 1, before: "") { ${FIELDS} } c: leads(first: 1) { ${FIELDS} } }`,
  );
  expect(errors).toBeUndefined();
  expect(data?.['a']).toEqual(data?.['c']);
  expect(data?.['b']).toEqual(data?.['c']);
});

it.each(['leads', 'messages'])('does not go on asking for %s when every window brings the same rows', async (list) => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const row = (uuid: string) => ({ uuid, lead: { uuid } });
  const body = { data: [row('a'), row('b')], total: 5, has_more: true };
  stack.sandbox.faults.add({ kind: 'foreign-body', body });
  const { data } = await stack.query<Record<string, Connection>>(`{ ${list}(first: 5) { nodes { uuid } } }`);
  expect(data?.[list]?.nodes).toEqual([{ uuid: 'a' }, { uuid: 'b' }]);
  expect(stack.upstream.length).toBeLessThanOrEqual(6);
});

it('answers null for a value that nests without end', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const deep = JSON.parse(`${'['.repeat(3_000)}1${']'.repeat(3_000)}`);
  const body = { data: [{ uuid: 'a', first_name: 'Anna', custom_fields: deep }], total: 1, has_more: false };
  stack.sandbox.faults.add({ kind: 'foreign-body', body });
  const { data, errors } = await stack.query('{ leads(first: 1) { nodes { firstName customFields } } }');
  expect(data).toEqual({ leads: { nodes: [{ firstName: 'Anna', customFields: null }] } });
  expect(errors).toMatchObject([
    { path: ['leads', 'nodes', 0, 'customFields'], extensions: { code: 'UPSTREAM_ERROR' } },
  ]);
});
