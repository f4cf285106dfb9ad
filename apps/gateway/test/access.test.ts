import { request } from 'node:http';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

const FREE = '{ __typename _service { sdl } __schema { queryType { name } } __type(name: "Lead") { name } }';
const PAID = '{ leads(first: 1) { nodes { uuid } } viewer { uuid } node(id: "TGVhZDp4") { id } }';

it("forwards the caller's key and team", async () => {
  const keys = { 'key-a': { teamId: 1 }, 'key-b': { teamId: 2, otherTeamIds: [3] } };
  await using stack = await startStack({ sandbox: { keys }, env: { GETSALES_API_KEY: 'not-used' } });
  const ask = (headers: Record<string, string>) => stack.query('{ leads(first: 1) { totalCount } }', {}, headers);
  await ask({ authorization: 'Bearer key-a' });
  await ask({ authorization: 'bearer   key-b' });
  await ask({ authorization: 'Bearer key-b', 'team-id': '3' });
  expect(stack.sandbox.requests.map(({ apiKey, teamId }) => [apiKey, teamId])).toEqual([
    ['key-a', 1],
    ['key-b', 2],
    ['key-b', 3],
  ]);
});

it("sends the gateway's own team where the caller names none", async () => {
  const keys = { key: { teamId: 1, otherTeamIds: [2, 3] } };
  await using stack = await startStack({ sandbox: { keys }, env: { GETSALES_TEAM_ID: '2' } });
  await stack.query('{ leads(first: 1) { totalCount } }');
  await stack.query('{ leads(first: 1) { totalCount } }', {}, { 'team-id': '3' });
  expect(stack.sandbox.requests.map(({ teamId }) => teamId)).toEqual([2, 3]);
});

it('treats an empty Team-ID as absent', async () => {
  await using stack = await startStack({
    sandbox: { keys: { key: { teamId: 1, otherTeamIds: [2] } } },
    env: { GETSALES_TEAM_ID: '2' },
  });
  await stack.query('{ leads(first: 1) { totalCount } }', {}, { 'team-id': '' });
  expect(stack.sandbox.requests.map(({ teamId }) => teamId)).toEqual([2]);
});

it.each(['key-a', 'Bearer key-a', 'bearer  key-a'])(
  'takes the key from API_KEY_HEADER and forwards no other header: %s',
  async (value) => {
    await using stack = await startStack({
      env: { API_KEY_HEADER: 'X-GetSales-Key' },
      sandbox: { keys: { 'key-a': { teamId: 1 } } },
    });
    const headers = {
      'x-getsales-key': value,
      authorization: 'Bearer company-token',
      cookie: 'session=1',
      'x-trace': '1',
    };
    expect((await stack.query('{ leads(first: 1) { totalCount } }', {}, headers)).errors).toBeUndefined();
    expect(stack.sandbox.requests.map(({ apiKey }) => apiKey)).toEqual(['key-a']);
    const refused = await stack.query('{ leads(first: 1) { totalCount } }', {}, { authorization: 'Bearer key-a' });
    expect(refused.errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
    expect(stack.upstream).toHaveLength(1);
  },
);

it.each(['', 'Bearer ', 'Bearer two words', 'Basic c2FuZGJveC1rZXk=', 'sandbox-key'])(
  'asks nothing upstream for a caller without a key: "%s"',
  async (authorization) => {
    await using stack = await startStack();
    const free = await stack.query(FREE, {}, { authorization });
    expect(free.errors).toBeUndefined();
    const paid = await stack.query(PAID, {}, { authorization });
    expect(paid.data).toEqual({ leads: null, viewer: null, node: null });
    const codes = paid.errors?.map(({ path, extensions }) => [path?.[0], extensions?.['code']]);
    expect(codes).toContainEqual(['leads', 'UNAUTHENTICATED']);
    expect(codes).toContainEqual(['viewer', 'UNAUTHENTICATED']);
    expect(stack.upstream).toEqual([]);
  },
);

const OPEN = { AUTH_MODE: 'open', GETSALES_API_KEY: 'own-key' };
const OWN_KEY = { keys: { 'own-key': { teamId: 1, otherTeamIds: [2] } } };

it('serves everyone on this machine with its own key in mode open, whatever key they send', async () => {
  await using stack = await startStack({ env: OPEN, sandbox: OWN_KEY });
  const headers = { authorization: 'Bearer other-key', 'team-id': '2' };
  const { errors } = await stack.query('{ viewer { uuid } }', {}, headers);
  expect(errors).toBeUndefined();
  expect(stack.sandbox.requests).toMatchObject([{ apiKey: 'own-key', teamId: 1 }]);
});

it('refuses pages of other origins in mode open, unless they are listed', async () => {
  const env = { ...OPEN, CORS_ORIGINS: 'https://app.example' };
  await using stack = await startStack({ env, sandbox: OWN_KEY });
  const from = async (origin: string) =>
    (await stack.post({ query: '{ __typename }' }, { headers: { origin } })).status;
  expect(await from(stack.gateway.url)).toBe(200);
  expect(await from('https://app.example')).toBe(200);
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost']) {
    expect(await from(origin)).toBe(403);
  }
  const answer = await stack.query('{ __typename }', {}, { origin: 'https://evil.example' });
  expect(answer.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
});

it.each([
  ['a page of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['a page of another port of this machine', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
  ['a page of another port, known by its Referer', { referer: 'http://localhost:3000/page' }],
  ['a link that would run a query', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' }],
])('refuses a GET from %s in mode open', async (_, headers) => {
  await using stack = await startStack({ env: OPEN, sandbox: OWN_KEY });
  expect(await statusOf(stack.url, headers)).toBe(403);
});

it.each([
  [
    'a link that opens GraphiQL',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', accept: 'text/html,*/*' },
  ],
  ['its own pages', { 'sec-fetch-site': 'same-origin' }],
  ['the address bar', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
])('accepts a GET from %s in mode open', async (_, headers) => {
  await using stack = await startStack({ env: OPEN, sandbox: OWN_KEY });
  expect(await statusOf(stack.url, headers)).toBe(200);
});

it('refuses host names of other machines in mode open', async () => {
  await using stack = await startStack({ env: OPEN, sandbox: OWN_KEY });
  for (const host of ['localhost', '127.0.0.1:4000', '[::1]:4000', 'LOCALHOST:1']) {
    expect(await statusOf(stack.url, { host })).toBe(200);
  }
  for (const host of ['evil.example', 'localhost.evil.example:4000', '10.0.0.1', '127.0.0.1.evil.example']) {
    expect(await statusOf(stack.url, { host })).toBe(403);
  }
});

/** By node:http: `fetch` writes some headers itself. */
function statusOf(url: string, headers: Record<string, string>) {
  return new Promise((resolve, reject) => {
    request(`${url}?query={__typename}`, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}
