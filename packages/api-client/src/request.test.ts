import { expect, it } from 'vitest';
import { mockUpstream, WINDOW } from '../test/mock-upstream.ts';
import { startServer } from '../test/server.ts';
import { createApiClient } from './client.ts';
import { ApiBodyError, ApiConnectionError, ApiKeyMissingError, ApiStatusError, ApiTimeoutError } from './errors.ts';
import { createUpstream } from './upstream.ts';

const PAGE = /^\/leads\/api\/leads\?/;

async function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

it('sends the key, the team and who it is', async () => {
  const { api, upstream } = mockUpstream({ teamId: '101' });
  upstream
    .intercept({
      path: '/id/api/users/current',
      headers: { authorization: 'Bearer key', 'team-id': '101', 'user-agent': /^getsales-gateway/ },
    })
    .reply(200, { uuid: 'u', id: 7 });
  await expect(api.users.current()).resolves.toMatchObject({ id: 7 });
});

it('asks nothing without a key', async () => {
  const { api, calls } = mockUpstream({ apiKey: undefined });
  await expect(api.users.current()).rejects.toBeInstanceOf(ApiKeyMissingError);
  expect(calls).toEqual([]);
});

it('throws status, body, request id and Retry-After of a refusal', async () => {
  const { api, upstream } = mockUpstream();
  upstream
    .intercept({ path: PAGE })
    .reply(429, { message: 'slow down' }, { headers: { 'retry-after': '30', 'x-request-id': 'r1' } });
  const error = await caught(api.leads.list(WINDOW));
  expect(error).toBeInstanceOf(ApiStatusError);
  expect(error).toMatchObject({ status: 429, body: { message: 'slow down' }, requestId: 'r1', retryAfterMs: 30_000 });
});

it('repeats a read after 503 and counts both requests', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream.intercept({ path: PAGE }).reply(503, '<html>');
  upstream.intercept({ path: PAGE }).reply(200, { data: [], total: 0 });
  await expect(api.leads.list(WINDOW)).resolves.toMatchObject({ total: 0 });
  expect(calls).toMatchObject([{ method: 'GET', path: '/leads/api/leads', requests: 2, status: 200 }]);
});

it('repeats a read that the upstream takes as POST', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream.intercept({ path: '/leads/api/leads/search', method: 'POST' }).reply(502, '');
  upstream.intercept({ path: '/leads/api/leads/search', method: 'POST' }).reply(200, { data: [], total: 0 });
  await api.leads.search({ ...WINDOW, filter: {} });
  expect(calls).toMatchObject([{ requests: 2 }]);
});

it('gives up a read after three requests', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream.intercept({ path: PAGE }).reply(500, { message: 'no' }).persist();
  await expect(api.leads.list(WINDOW)).rejects.toMatchObject({ status: 500 });
  expect(calls).toMatchObject([{ requests: 3, status: 500 }]);
});

it('does not repeat a read that was refused', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream
    .intercept({ path: /^\/leads\/api\/leads\/gone/ })
    .reply(404, { error: { reason: 'not_found', message: 'No such lead' }, code: 404 });
  await expect(api.leads.get('gone')).resolves.toBeNull();
  expect(calls).toMatchObject([{ requests: 1, status: 404 }]);
});

it('never repeats a write that may do something twice, whatever happened to it', async () => {
  const { api, upstream, calls } = mockUpstream();
  const path = '/flows/api/flows/f/start';
  upstream.intercept({ path, method: 'PUT' }).reply(503, '');
  upstream.intercept({ path, method: 'PUT' }).reply(200, '');
  upstream.intercept({ path, method: 'PUT' }).replyWithError(new Error('reset'));
  const create = () => caught(api.flows.start('f'));
  expect(await create()).toBeInstanceOf(ApiStatusError);
  expect(await create()).toBeInstanceOf(ApiBodyError);
  expect(await create()).toBeInstanceOf(ApiConnectionError);
  expect(calls.map((call) => call.requests)).toEqual([1, 1, 1]);
});

it.each(['', '{"data": [', '<html>oops</html>', '{"rows": []}'])(
  'repeats a read whose 200 holds %j, then names the body',
  async (body) => {
    const { api, upstream, calls } = mockUpstream();
    upstream.intercept({ path: PAGE }).reply(200, body).times(3);
    await expect(api.leads.list(WINDOW)).rejects.toBeInstanceOf(ApiBodyError);
    expect(calls).toMatchObject([{ requests: 3 }]);
  },
);

it('passes the reason of the caller through', async () => {
  const reason = new Error('left');
  const { api, calls } = mockUpstream({ signal: AbortSignal.abort(reason) });
  expect(await caught(api.leads.list(WINDOW))).toBe(reason);
  expect(await caught(api.leads.delete('x'))).toBe(reason);
  expect(calls.map((call) => call.requests)).toEqual([0, 0]);
});

it('puts no id, key or text into the message of an error', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept({ path: '/leads/api/leads/secret-id', method: 'DELETE' }).reply(422, { message: 'secret text' });
  const error = await caught(api.leads.delete('secret-id'));
  expect(String(error)).toBe('ApiStatusError: Upstream answered 422: DELETE /leads/api/leads/{uuid}');
});

it('joins an equal read of the same key and team for no request of its own', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream.intercept({ path: PAGE }).reply(200, { data: [{ uuid: 'a' }], total: 1 });
  const [one, two] = await Promise.all([api.leads.list(WINDOW), api.leads.list(WINDOW)]);
  expect(two).toEqual(one);
  expect(calls).toMatchObject([
    { requests: 1, source: 'upstream', rows: 1 },
    { requests: 0, source: 'joined', rows: 1 },
  ]);
});

it('repeats a write that does the same when it is done twice', async () => {
  const { api, upstream, calls } = mockUpstream();
  const path = '/leads/api/leads/upsert';
  upstream.intercept({ path, method: 'POST' }).reply(503, '');
  upstream.intercept({ path, method: 'POST' }).reply(200, { uuid: 'a' });
  await expect(api.leads.upsert({ lead: {}, list_uuid: 'l' })).resolves.toEqual({ uuid: 'a' });
  expect(calls).toMatchObject([{ requests: 2 }]);
});

it('does not count the wait before a retry as time of the attempt', async () => {
  await using server = await startServer((request, response) => {
    response.writeHead(server.requests++ === 0 ? 503 : 200, { 'retry-after': '0.3' }).end('{"data":[],"total":0}');
    request.resume();
  });
  await using upstream = createUpstream({ url: server.url, timeoutMs: 150 });
  const api = createApiClient({ upstream, apiKey: 'key' });
  await expect(api.leads.list(WINDOW)).resolves.toMatchObject({ total: 0 });
  expect(server.requests).toBe(2);
});

it('ends an attempt whose answer comes too slowly, byte by byte', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200).write('{');
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  });
  await using upstream = createUpstream({ url: server.url, timeoutMs: 150 });
  const api = createApiClient({ upstream, apiKey: 'key' });
  await expect(api.leads.list(WINDOW)).rejects.toBeInstanceOf(ApiTimeoutError);
});

it('ends an attempt whose refusal comes too slowly, byte by byte', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(422).write('{');
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  });
  await using upstream = createUpstream({ url: server.url, timeoutMs: 150 });
  const api = createApiClient({ upstream, apiKey: 'key' });
  await expect(api.leads.delete('x')).rejects.toBeInstanceOf(ApiTimeoutError);
});
