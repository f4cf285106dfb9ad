import { expect, it } from 'vitest';
import { readEnv } from '../src/env.ts';
import { createExampleTabs } from '../src/graphiql/examples.ts';
import { startStack } from './stack.ts';

/** `x-explain-upstream: 1` lets an answer tell its price. */

const EXPLAIN = { 'x-explain-upstream': '1' };
const explained = { EXPLAIN_UPSTREAM: 'true' };
const small = { size: { leads: 10, messages: 0 } };
const LEADS = '{ leads(first: 5) { nodes { list { name } } } }';

const call = (path: string, rows: number | null, change = {}) => ({
  ...{ method: 'GET', path, requests: 1, status: 200, rows, source: 'upstream' },
  ...{ ms: expect.any(Number), waitMs: expect.any(Number), wireMs: expect.any(Number) },
  ...change,
});

it('lists each upstream request with its rows, and where its answer came from', async () => {
  await using stack = await startStack({ env: { ...explained, SMALL_COLLECTION_TTL_MS: '30000' }, sandbox: small });
  const first = await stack.query(LEADS, {}, EXPLAIN);
  expect(first.extensions).toEqual({ upstream: [call('/leads/api/leads', 5), call('/leads/api/lists', 5)] });
  const again = await stack.query(LEADS, {}, EXPLAIN);
  expect(again.extensions).toEqual({
    upstream: [
      call('/leads/api/leads', 5),
      call('/leads/api/lists', 5, { requests: 0, status: null, source: 'cached', ageMs: expect.any(Number) }),
    ],
  });
});

it('lists joined, repeated and refused requests, by paths without ids', async () => {
  await using stack = await startStack({ env: explained, sandbox: small });
  const uuid = stack.sandbox.world.leads.all()[0]?.uuid ?? '';
  stack.sandbox.faults.add({ kind: 'status', status: 503, path: '/flows/api/flows', times: 1 });
  stack.sandbox.faults.add({ kind: 'status', status: 403, path: '/flows/api/linkedin-messages' });
  const { extensions } = await stack.query(
    `{ one: leadLists(first: 5) { nodes { name } } other: leadLists(first: 5) { nodes { uuid } }
       lead(id: "${uuid}") { name } flows(first: 5) { nodes { name } } messages(first: 5) { nodes { text } } }`,
    {},
    EXPLAIN,
  );
  const calls = extensions?.['upstream'];
  expect(calls).toHaveLength(5);
  expect(calls).toEqual(
    expect.arrayContaining([
      call('/leads/api/lists', 5),
      call('/leads/api/lists', 5, { requests: 0, status: null, source: 'joined' }),
      call('/leads/api/leads/{uuid}', 1),
      call('/flows/api/flows', 5, { requests: 2 }),
      call('/flows/api/linkedin-messages', null, { status: 403 }),
    ]),
  );
  expect(JSON.stringify(extensions)).not.toContain(uuid);
});

it('explains the cost only on request, and only where the operator allows it', async () => {
  await using open = await startStack({ env: explained, sandbox: small });
  expect(await open.query(LEADS)).not.toHaveProperty('extensions');
  expect(await open.query(LEADS, {}, { 'x-explain-upstream': '0' })).not.toHaveProperty('extensions');
  await using closed = await startStack({ sandbox: small });
  expect(await closed.query(LEADS, {}, EXPLAIN)).not.toHaveProperty('extensions');
});

it('tells in headers how many requests an answer took, since routers drop extensions', async () => {
  await using stack = await startStack({ sandbox: small });
  const requestsFor = async (query: string, headers: Record<string, string> = {}) =>
    (await stack.post({ query }, { headers })).headers.get('x-upstream-requests');
  expect(await requestsFor(LEADS)).toBe('2');
  expect(await requestsFor('{ __typename }')).toBe('0');
  expect(await requestsFor('{ nothing }')).toBe('0');
  expect(await requestsFor('{ leads { nodes { id } } }', { accept: 'text/event-stream' })).toBe('1');
  expect(await requestsFor('{ __typename }', { 'content-type': 'text/plain' })).toBe('0');
});

it('tells in a header what is left of the minute, where it has asked for something', async () => {
  await using stack = await startStack({ sandbox: small, env: { UPSTREAM_REQUESTS_PER_MINUTE: '20' } });
  const remainingAfter = async (query: string) => (await stack.post({ query })).headers.get('x-upstream-remaining');
  expect(await remainingAfter('{ __typename }')).toBeNull();
  expect(await remainingAfter(LEADS)).toBe('18');
  expect(await remainingAfter('{ leads(first: 4) { nodes { id } } }')).toBe('17');
});

it('is asked for by the example tabs of GraphiQL where it is allowed', () => {
  const headersOf = (env: Record<string, string>) =>
    createExampleTabs(readEnv(env)).map(({ headers }) => JSON.parse(headers)['x-explain-upstream']);
  expect(new Set(headersOf(explained))).toEqual(new Set(['1']));
  expect(new Set(headersOf({}))).toEqual(new Set([undefined]));
});
