import { getIntrospectionQuery } from 'graphql';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

it('answers introspection and deep queries within the limits', async () => {
  await using stack = await startStack();
  expect((await stack.query(getIntrospectionQuery({ inputValueDeprecation: true }))).errors).toBeUndefined();
  const deep = `
    query { leads(first: 2) { edges { node { messages(first: 2) { edges { node { lead { ...one } } } } } } } }
    fragment one on Lead { ... on Node { id } ...two }
    fragment two on Lead { messages(first: 1) { edges { node { uuid } } } }`;
  expect((await stack.query(deep)).errors).toBeUndefined();
});

it.each([
  ['too deep', { MAX_DEPTH: '3' }, '{ leads { nodes { uuid } } }', '{ leads { nodes { list { name } } } }', 4],
  [
    'with too many aliases',
    { MAX_ALIASES: '2' },
    '{ a: __typename b: viewer { id } }',
    '{ ...f } fragment f on Query { a: viewer { id } b: viewer { id } c: viewer { id } }',
    3,
  ],
  ['with too many tokens', { MAX_TOKENS: '5' }, '{ a: __typename }', '{ a: __typename b: __typename }', 5],
])('refuses a document %s before any request, and says the limit', async (_, env, allowed, refused, found) => {
  await using stack = await startStack({ env });
  expect(await stack.query(allowed)).not.toHaveProperty('errors');
  stack.forget();
  const { data, errors } = await stack.query(refused);
  expect(data).toBeUndefined();
  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'QUERY_TOO_EXPENSIVE' }]);
  for (const number of [...Object.values(env), found]) expect(errors?.[0]?.message).toContain(` ${number}`);
  expect(stack.upstream).toEqual([]);
});

it('refuses the same document again', async () => {
  await using stack = await startStack({ env: { MAX_DEPTH: '1', MAX_TOKENS: '20' } });
  for (const document of ['{ viewer { id } }', `{ ${'__typename '.repeat(20)} }`]) {
    const first = await stack.query(document);
    expect(first.errors?.[0]?.extensions).toEqual({ code: 'QUERY_TOO_EXPENSIVE' });
    expect(await stack.query(document)).toEqual(first);
  }
});

const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

/** Each spreads the next one twice: a walk that enters every spread visits the last one 2 ** count times. */
const doubling = (count: number, last: string) =>
  `${repeat(count, (i) => `fragment f${i} on LeadConnection { ...f${i + 1} ...f${i + 1} }`)}
   fragment f${count} on LeadConnection { ${last} }`;

const UNAUTHENTICATED = 'UNAUTHENTICATED';
const EXPENSIVE = 'QUERY_TOO_EXPENSIVE';
const INVALID = 'GRAPHQL_VALIDATION_FAILED';

// Each of these took minutes, or memory without end, wherever a walk enters a fragment at each spread or compares all fields.
it.each([
  [UNAUTHENTICATED, 'doubling fragments', `{ leads { ...f0 } } ${doubling(40, '__typename @skip(if: true)')}`],
  [
    UNAUTHENTICATED,
    'doubling fragments with fields',
    `{ leads { ...f0 } } ${doubling(200, 'totalCount nodes { id }')}`,
  ],
  [
    UNAUTHENTICATED,
    'doubling fragments with nested fields',
    `{ leads { ...f0 } } ${repeat(40, (i) => `fragment f${i} on LeadConnection { nodes { messages { nodes { lead { list { name } } } } } ...f${i + 1} ...f${i + 1} }`)} fragment f40 on LeadConnection { totalCount }`,
  ],
  [EXPENSIVE, 'doubling aliases', `{ leads { ...f0 } } ${doubling(40, 'a: totalCount')}`],
  [EXPENSIVE, 'one field over and over', `{ ${'viewer { id } '.repeat(790)} }`],
  [EXPENSIVE, 'one scalar over and over', `{ leads { ${'totalCount '.repeat(3_900)} } }`],
  [
    EXPENSIVE,
    'many equal fragments',
    `{ leads { ${repeat(130, (i) => `...f${i}`)} } } ${repeat(130, (i) => `fragment f${i} on LeadConnection { nodes { ${'id '.repeat(10)} } }`)}`,
  ],
  [
    EXPENSIVE,
    'fragments in a circle',
    `{ ${repeat(90, (i) => `...f${i}`)} } ${repeat(90, (i) => `fragment f${i} on Query { leads { nodes { messages { nodes { lead { ...g${i} } } } } } } fragment g${i} on Lead { messages { nodes { lead { ...g${(i + 1) % 90} ...g${(i * 7) % 90} } } } }`)}`,
  ],
  [
    INVALID,
    'a fragment that spreads itself',
    '{ leads { ...f } } fragment f on LeadConnection { totalCount ...f ...f }',
  ],
  [
    UNAUTHENTICATED,
    'a long chain of fragments',
    `{ leads { ...f0 } } ${repeat(440, (i) => `fragment f${i} on LeadConnection { ...f${i + 1} }`)} fragment f440 on LeadConnection { totalCount }`,
  ],
])('answers %s without a key to %s', async (code, _, document) => {
  await using stack = await startStack({ env: { MAX_TOKENS: '5000' } });
  const { errors } = await stack.query(document, {}, { authorization: '' });
  expect(new Set(errors?.map(({ extensions }) => extensions?.['code']))).toEqual(new Set([code]));
  expect(stack.upstream).toEqual([]);
  expect(stack.log.join('')).not.toMatch(/"level":"(warn|error)"/);
});

const wide = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, value]));

// graphql-js quotes the whole object in each of up to 50 errors: a body of 1 MB took 4 s, without a key.
it.each([
  ['with 1,001 properties', wide(1_001, 1)],
  ['whose inner objects have 1,001 properties together', wide(91, wide(10, 1))],
])('refuses an object in variables %s once', async (_, filter) => {
  await using stack = await startStack();
  const query = 'query ($filter: GetSalesLeadFilter) { leads(filter: $filter) { totalCount } }';
  expect((await stack.query(query, { filter })).errors).toEqual([
    {
      message: expect.stringMatching(/"\$filter".*\b1000\b/),
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
  expect(stack.upstream).toEqual([]);
});

it('takes a list of 600 leads and 1,000 custom fields', async () => {
  await using stack = await startStack();
  const query = 'query ($input: CreateLeadsInput, $fields: JSON) { __typename }';
  const input = { listId: 'a', leads: Array.from({ length: 600 }, () => ({ firstName: 'Robin', lastName: 'Sample' })) };
  const { errors } = await stack.query(query, { input, fields: wide(1_000, 1) });
  expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
    'GRAPHQL_VALIDATION_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
  ]);
});
