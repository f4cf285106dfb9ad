import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

const QUERY = '{ __typename }';
const ANSWER = { data: { __typename: 'Query' } };

it.each([
  { documentId: 'x' },
  { id: 'x', doc_id: '1' },
  { operationName: '' },
  { operationName: null, variables: null, extensions: null },
  { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } },
])('ignores what else a client adds to a body: %j', async (more) => {
  await using stack = await startStack();
  expect(await (await stack.post({ query: QUERY, ...more })).json()).toEqual(ANSWER);
});

it.each([
  { query: 1 },
  { query: QUERY, operationName: {} },
  { query: QUERY, variables: [] },
  { query: QUERY, variables: 'x' },
  { query: QUERY, extensions: [] },
  { documentId: 'x' },
  [{ query: QUERY }],
])('refuses a body that is not a GraphQL request: %j', async (body) => {
  await using stack = await startStack();
  const response = await stack.post(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
});

it.each([
  [1, 'PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND'],
  [2, 'PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED'],
])(
  'asks a client that sends only a hash of version %i for the text, by POST and by GET',
  async (version, message, code) => {
    await using stack = await startStack();
    const extensions = { persistedQuery: { version, sha256Hash: 'x' } };
    const posted = await stack.post({ extensions });
    const got = await fetch(`${stack.url}?extensions=${encodeURIComponent(JSON.stringify(extensions))}`);
    for (const response of [posted, got]) {
      expect([response.status, await response.json()]).toEqual([200, { errors: [{ message, extensions: { code } }] }]);
    }
  },
);

it.each(['Application/JSON', 'application/json ; charset=UTF-8', 'APPLICATION/GRAPHQL+JSON; charset=utf-8'])(
  'compares content types without case: %s',
  async (type) => {
    await using stack = await startStack();
    expect(await (await stack.post({ query: QUERY }, { headers: { 'content-type': type } })).json()).toEqual(ANSWER);
  },
);

it.each([
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['APPLICATION/JSON', 'application/json'],
  ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
  ['application/graphql-response+json;q=0.1, application/json', 'application/json'],
  ['application/json;q=0.2, */*;q=0.1, application/graphql-response+json;q=0.3', 'application/graphql-response+json'],
  ['application/json;q=0, application/graphql-response+json', 'application/graphql-response+json'],
  ['application/json; charset=utf-8', 'application/json'],
  ['text/html, application/json', 'application/json'],
  [
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    'application/graphql-response+json',
  ],
])('answers a POST that accepts %s with %s', async (accept, type) => {
  await using stack = await startStack();
  const response = await stack.post({ query: QUERY }, { headers: { accept } });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
  expect(await response.json()).toEqual(ANSWER);
});

it.each([
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html'],
  ['text/html;q=0.5, application/json', 'application/json; charset=utf-8'],
])('answers a GET that accepts %s with %s', async (accept, type) => {
  await using stack = await startStack();
  const response = await fetch(`${stack.url}?query=${QUERY}`, { headers: { accept } });
  expect(response.headers.get('content-type')).toContain(type);
  await response.body?.cancel();
});

const APP = 'https://app.example';

it.each([
  [404, '/x/graphql', { method: 'POST' }],
  [404, '/graphqlx', {}],
  [404, '/x?y=/graphql', {}],
  [405, '/graphql', { method: 'DELETE' }],
  [405, '/graphql', { method: 'PUT', body: '{}' }],
  [406, '/graphql', { method: 'POST', headers: { accept: 'text/html' }, body: '{}' }],
  [406, '/graphql', { method: 'POST', headers: { accept: 'application/json;q=0' }, body: '{}' }],
  [413, '/graphql', { method: 'POST', body: `{ "query": "${'x'.repeat(500)}" }` }],
  [415, '/graphql', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }],
  [415, '/graphql', { method: 'POST', headers: { 'content-type': 'application/jsonx' }, body: '{}' }],
  [415, '/graphql', { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: '{}' }],
  [415, '/graphql', { method: 'POST', headers: { 'content-encoding': 'x-unknown' }, body: '{}' }],
] as const)('refuses with %i as a GraphQL error, with CORS headers: %s %j', async (status, path, init) => {
  await using stack = await startStack({ env: { CORS_ORIGINS: APP, MAX_BODY_BYTES: '100' } });
  const ask = (origin: string) => {
    const headers = { 'content-type': 'application/json', origin, ...('headers' in init && init.headers) };
    return fetch(stack.gateway.url + path, { ...init, headers });
  };
  const response = await ask(APP);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({
    errors: [{ message: expect.any(String), extensions: { code: expect.any(String) } }],
  });
  expect(response.headers.get('access-control-allow-origin')).toBe(APP);
  expect(response.headers.get('vary')).toBe('Origin');
  const strange = await ask('https://evil.example');
  expect([strange.status, strange.headers.get('access-control-allow-origin')]).toEqual([status, null]);
  expect(strange.headers.get('vary')).toBe('Origin');
});

it('answers a variable that is not a DateTime with 400 for application/graphql-response+json', async () => {
  await using stack = await startStack();
  const request = {
    query: 'query ($at: DateTime) { leads(first: 1, filter: { createdAt: { gte: $at } }) { totalCount } }',
    variables: { at: 'x' },
  };
  const refused = await stack.post(request, { headers: { accept: 'application/graphql-response+json' } });
  expect(refused.status).toBe(400);
  const answer = await refused.json();
  expect(answer).toEqual({ errors: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })] });
  expect((await stack.post(request, { headers: { accept: 'application/json' } })).status).toBe(200);
  expect(stack.upstream).toEqual([]);
});
