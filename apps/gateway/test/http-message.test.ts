import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';

/** Sends bytes as they are; gives the whole answer, until the connection is closed. */
async function send({ url }: Stack, bytes: string): Promise<{ status: number; head: string; body: string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body };
}

function lines(...all: string[]): string {
  return `${all.join('\r\n')}\r\n\r\n`;
}

const HEALTHY = ['Host: gateway.example', 'Connection: close'];
const TYPENAME = '/graphql?query=%7B__typename%7D';

it.each([
  [414, 'a long URL', lines(`GET /graphql?query=${'x'.repeat(20_000)} HTTP/1.1`, ...HEALTHY)],
  [414, 'an endless URL', `GET /${'x'.repeat(70_000)}`],
  [431, 'long headers', lines(`GET ${TYPENAME} HTTP/1.1`, ...HEALTHY, `x-long: ${'x'.repeat(20_000)}`)],
  [431, 'many headers', lines(`GET ${TYPENAME} HTTP/1.1`, ...HEALTHY, ...Array(900).fill(`x-many: ${'x'.repeat(20)}`))],
  [431, 'endless headers', `GET / HTTP/1.1\r\nx-long: ${'x'.repeat(70_000)}`],
  [400, 'no HTTP', 'what is this?\r\n\r\n'],
  [400, 'an unknown method', lines('FETCH / HTTP/1.1', ...HEALTHY)],
  [400, 'no Host header', lines(`GET ${TYPENAME} HTTP/1.1`, 'Connection: close')],
  [400, 'two Host headers', lines(`GET ${TYPENAME} HTTP/1.1`, ...HEALTHY, 'Host: other.example')],
  [405, 'TRACE', lines('TRACE /graphql HTTP/1.1', ...HEALTHY)],
  [404, 'another path', lines('GET /other HTTP/1.1', ...HEALTHY)],
])('refuses with %i as a GraphQL error: %s', async (status, _, bytes) => {
  await using stack = await startStack();
  const answer = await send(stack, bytes);
  expect(answer.status).toBe(status);
  expect(answer.head.toLowerCase()).toContain('content-type: application/json');
  expect(answer.head.toLowerCase()).toContain('x-request-id: ');
  expect(JSON.parse(answer.body)).toEqual({
    errors: [{ message: expect.any(String), extensions: { code: expect.stringMatching(/^[A-Z_]+$/) } }],
  });
  expect(stack.log.filter((line) => line.includes(`"status":${status}`))).toHaveLength(1);
  expect(stack.upstream).toEqual([]);
});

it('takes URLs and headers of 16,000 bytes', async () => {
  await using stack = await startStack();
  const padding = 'x'.repeat(15_900);
  const longUrl = await send(stack, lines(`GET ${TYPENAME}&a=${padding} HTTP/1.1`, ...HEALTHY));
  const longHead = await send(stack, lines(`GET ${TYPENAME} HTTP/1.1`, ...HEALTHY, `x-long: ${padding}`));
  expect([longUrl.status, longHead.status]).toEqual([200, 200]);
});

it('takes a whole URL as the target, whose host counts instead of the Host header', async () => {
  await using open = await startStack({ env: { AUTH_MODE: 'open', GETSALES_API_KEY: 'sandbox-key' } });
  const ask = (target: string, host: string) =>
    send(open, lines(`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close'));
  expect((await ask(`http://127.0.0.1${TYPENAME}`, 'elsewhere.example')).status).toBe(200);
  expect((await ask(`http://elsewhere.example${TYPENAME}`, '127.0.0.1')).status).toBe(403);
  expect((await ask('http://127.0.0.1/health/live', '127.0.0.1')).status).toBe(200);
  expect((await ask('http://127.0.0.1', '127.0.0.1')).status).toBe(200);
});

it('answers OPTIONS * with the methods it takes', async () => {
  await using stack = await startStack();
  const answer = await send(stack, lines('OPTIONS * HTTP/1.1', ...HEALTHY));
  expect([answer.status, answer.head.toLowerCase()]).toEqual([
    204,
    expect.stringContaining('allow: get, head, post, options'),
  ]);
});

it.each([
  [TYPENAME, 'application/json'],
  [TYPENAME, '*/*'],
  ['/graphql', 'text/html'],
  ['/', 'text/html'],
  ['/health/live', '*/*'],
  ['/health/ready', '*/*'],
  ['/nowhere', '*/*'],
  ['/graphql?query=%7B', 'application/json'],
])('answers HEAD as it answers GET, without the body: %s for %s', async (path, accept) => {
  await using stack = await startStack();
  const ask = async (method: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number | undefined;
      type: unknown;
      length: unknown;
      body: string;
    }>();
    request(new URL(path, stack.url), { method, headers: { accept } }, async (response) => {
      const { statusCode: status, headers } = response;
      resolve({ status, type: headers['content-type'], length: headers['content-length'], body: await text(response) });
    })
      .on('error', reject)
      .end();
    return promise;
  };
  const [got, head] = [await ask('GET'), await ask('HEAD')];
  expect(head).toMatchObject({ status: got.status, type: got.type, body: '' });
  expect(head.length ?? got.length).toBe(got.length);
});

it('takes GET and HEAD alone for health checks', async () => {
  await using stack = await startStack();
  const response = await fetch(new URL('/health/live', stack.url), { method: 'POST' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

it('keeps idle connections open for KEEP_ALIVE_MS, and says so', async () => {
  await using stack = await startStack({ env: { KEEP_ALIVE_MS: '42000' } });
  const response = await fetch(new URL('/health/live', stack.url));
  expect(response.headers.get('keep-alive')).toBe('timeout=42');
});
