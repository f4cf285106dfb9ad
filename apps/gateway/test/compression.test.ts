import { get, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { JSON_TYPE } from './adapter.ts';
import { type Stack, startStack } from './stack.ts';

const MANY = '{ leads(first: 50) { nodes { uuid name headline createdAt } } }';
const FEW = '{ leads(first: 1) { nodes { uuid } } }';

interface Raw {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Without `fetch`, which asks for compression and unpacks by itself. */
function post({ url, sandbox }: Stack, query: string, headers: OutgoingHttpHeaders): Promise<Raw> {
  const { promise, resolve, reject } = Promise.withResolvers<Raw>();
  const all = { 'content-type': JSON_TYPE, authorization: `Bearer ${sandbox.apiKey}`, ...headers };
  request(url, { method: 'POST', headers: all }, async (response) => {
    resolve({ status: response.statusCode, headers: response.headers, body: await buffer(response) });
  })
    .on('error', reject)
    .end(JSON.stringify({ query }));
  return promise;
}

function unpack({ headers, body }: Raw): string {
  if (headers['content-encoding'] === 'gzip') return gunzipSync(body).toString();
  return (headers['content-encoding'] === 'br' ? brotliDecompressSync(body) : body).toString();
}

it.each([
  ['gzip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0.5, gzip', 'gzip'],
  ['br;q=0, gzip;q=0.1', 'gzip'],
  ['GZIP', 'gzip'],
  ['*', 'br'],
  ['gzip;q=0.2, identity', undefined],
  ['gzip;q=0, br;q=0', undefined],
  ['deflate', undefined],
  ['identity', undefined],
  ['*;q=0', undefined],
  [undefined, undefined],
] as const)('answers a client that accepts %s in %s', async (accepted, encoding) => {
  await using stack = await startStack();
  const plain = await post(stack, MANY, {});
  const answer = await post(stack, MANY, accepted === undefined ? {} : { 'accept-encoding': accepted });
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(unpack(answer)).toBe(plain.body.toString());
  expect(answer.headers).toMatchObject({
    vary: 'Origin, Accept-Encoding',
    'content-length': String(answer.body.length),
    'content-type': 'application/json; charset=utf-8',
  });
  if (encoding !== undefined) expect(answer.body.length).toBeLessThan(plain.body.length / 2);
});

it('leaves answers below 1 kB as they are', async () => {
  await using stack = await startStack();
  const { headers, body } = await post(stack, FEW, { 'accept-encoding': 'gzip, br' });
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers.vary).toBe('Origin');
  expect(JSON.parse(body.toString())).toMatchObject({ data: { leads: {} } });
});

it('compresses answers of hundreds of rows, and errors', async () => {
  await using stack = await startStack();
  const large = await post(stack, MANY.replace('50', '300'), { 'accept-encoding': 'gzip' });
  expect(large.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(unpack(large)).data.leads.nodes).toHaveLength(300);
  const wrong = await post(stack, `{ ${'nothing '.repeat(30)} }`, { 'accept-encoding': 'gzip' });
  expect(wrong.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(unpack(wrong)).errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

it('compresses answers to GET, and the page of GraphiQL', async () => {
  await using stack = await startStack();
  for (const [path, accept] of [
    [`/graphql?query=${encodeURIComponent('{ __schema { types { name description } } }')}`, 'application/json'],
    ['/graphql', 'text/html'],
  ]) {
    const { promise, resolve } = Promise.withResolvers<Raw>();
    const headers = { accept, 'accept-encoding': 'br' };
    get(new URL(path ?? '', stack.url), { headers }, async (response) => {
      resolve({ status: response.statusCode, headers: response.headers, body: await buffer(response) });
    });
    const answer = await promise;
    expect(answer.headers['content-encoding']).toBe('br');
    expect(answer.headers.vary).toContain('Accept-Encoding');
    expect(unpack(answer)).toMatch(/^(\{|<!doctype html>)/);
  }
});
