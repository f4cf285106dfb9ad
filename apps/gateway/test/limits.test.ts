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
