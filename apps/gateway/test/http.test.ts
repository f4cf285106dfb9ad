import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { JSON_TYPE } from './adapter.ts';
import { startStack } from './stack.ts';

const QUERY = { query: '{ __typename }' };

/** Sends a body without its length. */
async function postChunked(url: string, text: string): Promise<{ status: number | undefined; answer: unknown }> {
  const headers = { 'content-type': JSON_TYPE, 'transfer-encoding': 'chunked' };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(url, { method: 'POST', headers }, resolve).on('error', reject).end(Buffer.from(text));
  const response = await promise;
  return { status: response.statusCode, answer: await json(response) };
}

it('refuses a body that is too large, with or without a Content-Length, and serves on', async () => {
  await using stack = await startStack({ env: { MAX_BODY_BYTES: '100' } });
  const refusal = (...numbers: number[]) => ({
    message: expect.stringMatching(numbers.join('\\b.*\\b')),
    extensions: { code: 'QUERY_TOO_EXPENSIVE' },
  });
  const large = { query: `{ __typename } #${'x'.repeat(100)}` };
  const response = await stack.post(large);
  expect([response.status, await response.json()]).toEqual([413, { errors: [refusal(100, 128)] }]);
  const unsized = await postChunked(stack.url, JSON.stringify(large));
  expect(unsized).toEqual({ status: 413, answer: { errors: [refusal(100)] } });
  const answer = { data: { __typename: 'Query' } };
  expect(await (await stack.post(QUERY)).json()).toEqual(answer);
  expect(await postChunked(stack.url, JSON.stringify(QUERY))).toEqual({ status: 200, answer });
});

it.each(['[bad', 'two words', 'host:99999', '%%%'])('refuses an invalid Host header: %s', async (host) => {
  await using stack = await startStack();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(`${stack.url}?query={__typename}`, { headers: { host } }, resolve).on('error', reject).end();
  const response = await promise;
  expect(response.statusCode).toBe(400);
  expect(await json(response)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
});

it('refuses a POST that a foreign page could send without a preflight', async () => {
  await using stack = await startStack();
  const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', ''];
  for (const type of types) {
    const response = await stack.post(QUERY, { headers: { 'content-type': type } });
    expect(response.status).toBe(415);
  }
  const untyped = await fetch(stack.url, { method: 'POST', body: Buffer.from(JSON.stringify(QUERY)) });
  expect(untyped.status).toBe(415);
});

it('refuses a mutation by GET', async () => {
  await using stack = await startStack();
  const mutation = encodeURIComponent('mutation { deleteLead(input: { leadId: "x" }) { deletedLeadId } }');
  const response = await fetch(`${stack.url}?query=${mutation}`);
  expect(response.status).toBe(405);
  expect(stack.upstream).toEqual([]);
});

it('sends CORS headers to listed origins only', async () => {
  const [listed, stranger] = ['https://app.example', 'https://evil.example'];
  const preflight = (url: string, origin: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
  const allowed = (response: Response) => response.headers.get('access-control-allow-origin');
  await using closed = await startStack();
  await using ajar = await startStack({ env: { CORS_ORIGINS: `${listed}, https://other.example` } });
  for (const response of [
    await preflight(closed.url, listed),
    await closed.post(QUERY, { headers: { origin: listed } }),
    await preflight(ajar.url, stranger),
    await ajar.post(QUERY, { headers: { origin: stranger } }),
    await ajar.post(QUERY, { headers: { origin: 'null' } }),
  ]) {
    expect(allowed(response)).toBeNull();
  }
  const asked = await preflight(ajar.url, listed);
  expect([allowed(asked), asked.headers.get('access-control-allow-headers')]).toEqual([listed, 'authorization']);
  const answered = await ajar.post(QUERY, { headers: { origin: listed } });
  expect([allowed(answered), answered.headers.get('access-control-allow-credentials')]).toEqual([listed, null]);
});

it('answers health checks without asking the upstream', async () => {
  await using stack = await startStack();
  const statusOf = async (path: string) => (await fetch(stack.gateway.url + path)).status;
  const live = await fetch(`${stack.gateway.url}/health/live`);
  expect([live.status, await live.json()]).toEqual([200, { status: 'live', version: '0.1.0', build: 'source' }]);
  expect(await statusOf('/health/ready?verbose=1')).toBe(200);
  expect(await statusOf('/health/else')).toBe(404);
  expect(await statusOf('/elsewhere')).toBe(404);
  expect(stack.upstream).toEqual([]);
});

it('is not ready while its stores have never been open', async () => {
  await using stack = await startStack({ env: { DATA_DIR: '/dev/null' } });
  const response = await fetch(`${stack.gateway.url}/health/ready`);
  expect([response.status, await response.json()]).toMatchObject([503, { status: 'stores are not open' }]);
});

it('returns the request id of the caller, or one of its own', async () => {
  await using stack = await startStack();
  const idFor = async (id: string) => {
    const response = await stack.post(QUERY, { headers: { 'x-request-id': id } });
    return response.headers.get('x-request-id');
  };
  expect(await idFor('Root=1-67891233-abcdef012345678912345678')).toBe('Root=1-67891233-abcdef012345678912345678');
  for (const odd of ['', 'two words', 'x'.repeat(129), '"quoted"']) {
    expect(await idFor(odd)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  }
  expect(await idFor('')).not.toBe(await idFor(''));
});
