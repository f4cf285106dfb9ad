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
