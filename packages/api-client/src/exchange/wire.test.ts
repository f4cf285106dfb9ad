import { once } from 'node:events';
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { H2CClient } from 'undici';
import { expect, it, vi } from 'vitest';
import { WINDOW } from '../../test/mock-upstream.ts';
import { startServer } from '../../test/server.ts';
import { createApiClient } from '../client.ts';
import { ApiBodyError, ApiTimeoutError } from '../errors.ts';
import { createUpstream } from '../upstream.ts';

it('answers all 22 reads of an HTTP/2 session that breaks with them in flight, and counts one loss', async () => {
  const sessions: ServerHttp2Session[] = [];
  let held = 0;
  const server = createServer().listen(0, '127.0.0.1');
  server.on('session', (session) => sessions.push(session));
  server.on('stream', (stream: ServerHttp2Stream, { ':path': path = '' }) => {
    stream.on('error', () => {});
    if (sessions.length > 1) {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end(JSON.stringify({ uuid: path.replace(/^.*\/|\?.*$/g, '') }));
    } else if (++held === 22) sessions[0]?.destroy();
  });
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const reads = new H2CClient(url, { pipelining: 100 });
  await using created = createUpstream({ url, timeoutMs: 5_000 });
  const api = createApiClient({ upstream: { ...created, reads }, apiKey: 'key' });
  const uuids = Array.from({ length: 22 }, (_, index) => `${index}`);
  const rows = await Promise.all(uuids.map((uuid) => api.leads.get(uuid)));
  expect(rows).toEqual(uuids.map((uuid) => ({ uuid })));
  await reads.destroy();
  server.close();
});

it('counts connections that break one by one, each for itself', async () => {
  await using server = await startServer((request) => {
    server.requests++;
    request.socket.resetAndDestroy();
  });
  await using upstream = createUpstream({ url: server.url, timeoutMs: 5_000 });
  const api = createApiClient({ upstream, apiKey: 'key' });
  await Promise.allSettled(Array.from({ length: 30 }, (_, index) => api.leads.get(`${index}`)));
  // 30 first attempts, and retries within their share: ten saved, and one for every five attempts.
  expect(server.requests).toBeLessThanOrEqual(30 + 10 + 30 / 5);
});

it.each([
  ['a body that unpacks to more than it may', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(64 * 2 ** 20))],
  [
    'a body packed twice that does',
    { 'content-encoding': 'gzip, gzip' },
    gzipSync(gzipSync(Buffer.alloc(64 * 2 ** 20))),
  ],
  ['a body that is not packed as it says', { 'content-encoding': 'br' }, Buffer.from('{"data":[]}')],
  ['an unknown encoding', { 'content-encoding': 'compress' }, Buffer.from('{"data":[]}')],
  ['a body that is too long', {}, Buffer.alloc(40 * 2 ** 20, ' ')],
] as const)('refuses %s', async (_, headers, body) => {
  await using server = await startServer((_request, response) => response.writeHead(200, headers).end(body));
  await using upstream = createUpstream({ url: server.url, timeoutMs: 5_000 });
  const api = createApiClient({ upstream, apiKey: 'key' });
  await expect(api.leads.list(WINDOW)).rejects.toBeInstanceOf(ApiBodyError);
});

it('ends a write with its operation although the proxy never makes the connection', async () => {
  await using proxy = await startSilentServer();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  await using upstream = createUpstream({ url: 'https://upstream.invalid', timeoutMs: 60_000 });
  vi.unstubAllEnvs();
  const api = createApiClient({ upstream, apiKey: 'key', signal: AbortSignal.timeout(300) });
  await expect(api.leads.delete('x')).rejects.toBeInstanceOf(ApiTimeoutError);
  await expect(api.leads.get('x')).rejects.toBeInstanceOf(ApiTimeoutError);
});

it('ends an attempt whose connection the proxy never makes', async () => {
  await using proxy = await startSilentServer();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  await using upstream = createUpstream({ url: 'https://upstream.invalid', timeoutMs: 300 });
  vi.unstubAllEnvs();
  const api = createApiClient({ upstream, apiKey: 'key' });
  await expect(api.leads.delete('x')).rejects.toMatchObject({ name: 'ApiTimeoutError', isUnsent: true });
});

/** Accepts connections and never says a word. */
async function startSilentServer() {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
