import { getIntrospectionQuery } from 'graphql';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

it('answers introspection and the deep queries that the graph is made for', async () => {
  await using stack = await startStack();
  expect((await stack.query(getIntrospectionQuery({ inputValueDeprecation: true }))).errors).toBeUndefined();
  const deep = `
    query { leads(first: 2) { edges { node { messages(first: 2) { edges { node { lead { ...one } } } } } } } }
    fragment one on Lead { ... on Node { id } ...two }
    fragment two on Lead { messages(first: 1) { edges { node { uuid } } } }`;
  expect((await stack.query(deep)).errors).toBeUndefined();
});

it('refuses a document that nests too deep, and says how deep and what to do', async () => {
  await using stack = await startStack({ env: { MAX_DEPTH: '3' } });
  expect(await stack.query('{ leads(first: 1) { nodes { uuid } } }')).not.toHaveProperty('errors');
  stack.forget();
  expect(await stack.query('{ leads(first: 1) { nodes { list { name } } } }')).toMatchInlineSnapshot(`
    {
      "errors": [
        {
          "extensions": {
            "code": "QUERY_TOO_EXPENSIVE",
          },
          "message": "Query depth limit of 3 exceeded, found 4. Nest less, or ask for the rest by \`node(id:)\`.",
        },
      ],
    }
  `);
  expect(stack.upstream).toEqual([]);
});

it('refuses a document with too many aliases', async () => {
  await using stack = await startStack({ env: { MAX_ALIASES: '2' } });
  expect(await stack.query('{ a: __typename b: __typename }')).not.toHaveProperty('errors');
  expect(
    await stack.query('{ ...f } fragment f on Query { a: viewer { id } b: viewer { id } c: viewer { id } }'),
  ).toMatchInlineSnapshot(`
    {
      "errors": [
        {
          "extensions": {
            "code": "QUERY_TOO_EXPENSIVE",
          },
          "message": "Aliases limit of 2 exceeded, found 3. Use fewer aliases, or several requests.",
        },
      ],
    }
  `);
});

it('refuses a document with too many tokens', async () => {
  await using stack = await startStack({ env: { MAX_TOKENS: '5' } });
  expect(await stack.query('{ a: __typename }')).not.toHaveProperty('errors');
  expect(await stack.query('{ a: __typename b: __typename }')).toMatchInlineSnapshot(`
    {
      "errors": [
        {
          "extensions": {
            "code": "QUERY_TOO_EXPENSIVE",
          },
          "message": "Token limit of 5 exceeded. Move values into variables, or use several requests.",
        },
      ],
    }
  `);
});

it('refuses it again the second time', async () => {
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

it.each([
  ['fragments that spread the next one twice', `{ leads { ...f0 } } ${doubling(40, '__typename @skip(if: true)')}`],
  ['the same, with fields', `{ leads { ...f0 } } ${doubling(200, 'totalCount nodes { id }')}`],
  [
    'the same, through fields',
    `{ leads { ...f0 } } ${repeat(40, (i) => `fragment f${i} on LeadConnection { nodes { messages { nodes { lead { list { leads: __typename } } } } } ...f${i + 1} ...f${i + 1} }`)} fragment f40 on LeadConnection { totalCount }`,
  ],
])(
  'answers nobody without a key after a walk over %s that takes longer than the document is long',
  async (_, document) => {
    await using stack = await startStack();
    const startedAt = performance.now();
    const { errors } = await stack.query(document, {}, { authorization: '' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions?.['code']).toMatch(/^(UNAUTHENTICATED|QUERY_TOO_EXPENSIVE)$/);
    expect(stack.upstream).toEqual([]);
  },
);

it.each([
  ['one field over and over', `{ ${'viewer { id } '.repeat(790)} }`],
  ['one scalar over and over', `{ leads { ${'totalCount '.repeat(3_900)} } }`],
  [
    'many fragments beside each other',
    `{ leads { ${repeat(130, (i) => `...f${i}`)} } } ${repeat(130, (i) => `fragment f${i} on LeadConnection { nodes { ${'id '.repeat(10)} } }`)}`,
  ],
  [
    'fragments in a circle',
    `{ ${repeat(90, (i) => `...f${i}`)} } ${repeat(90, (i) => `fragment f${i} on Query { leads { nodes { messages { nodes { lead { ...g${i} } } } } } } fragment g${i} on Lead { messages { nodes { lead { ...g${(i + 1) % 90} ...g${(i * 7) % 90} } } } }`)}`,
  ],
  [
    'a long chain of fragments',
    `{ leads { ...f0 } } ${repeat(440, (i) => `fragment f${i} on LeadConnection { ...f${i + 1} }`)} fragment f440 on LeadConnection { totalCount }`,
  ],
])('refuses or answers %s within a second, and calls it no bug', async (_, document) => {
  await using stack = await startStack({ env: { MAX_TOKENS: '5000' } });
  const startedAt = performance.now();
  const { errors } = await stack.query(document, {}, { authorization: '' });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  for (const { extensions } of errors ?? []) {
    expect(extensions?.['code']).toMatch(/^(UNAUTHENTICATED|QUERY_TOO_EXPENSIVE|GRAPHQL_VALIDATION_FAILED)$/);
  }
  expect(errors?.length).toBeGreaterThan(0);
  expect(stack.log.join('')).not.toMatch(/"level":"(warn|error)"/);
});
