import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventually } from '../eventually.ts';
import { sign } from '../tokens.ts';
import { type Attack, times } from './attack.ts';
import { ISSUER_KEY } from './settings.ts';
import type { Target } from './target.ts';

const DISTINCT = 10_000;
/** What one case may leave behind; the heap of the whole process is limited to 256 MB. */
const MAX_MEMORY = 600_000_000;
const VIEWER = '{ viewer { uuid } }';

/** So many different things of one kind, each of which might be remembered. */
const distinct = (
  id: string,
  what: string,
  act: (target: Target, index: number) => Promise<unknown>,
  more: Partial<Attack> = {},
): Attack => ({
  id: `growth-${id}`,
  tries: `10,000 different ${what}`,
  result: 'Memory stays below 600 MB, its heap below 256 MB',
  async run(target) {
    await times(DISTINCT, (index) => act(target, index));
    expect(target.replica.vitals().memory).toBeLessThan(MAX_MEMORY);
    target.log.length = 0;
  },
  ...more,
});

/** Connections that send or read next to nothing: others are answered all the same. */
async function holding(target: Target, count: number, bytes: string, act: (sockets: Socket[]) => Promise<void>) {
  const sockets = await Promise.all(Array.from({ length: count }, () => target.open(bytes)));
  try {
    for (let i = 0; i < 20; i++) expect((await target.post({ query: '{ __typename }' })).status).toBe(200);
    await act(sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

const POST = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

/** Resolves with what each connection was told before it was closed. */
async function lastWords(sockets: Socket[]): Promise<string[]> {
  const words = sockets.map(async (socket) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes;
    });
    await once(socket, 'close');
    return text.split('\r\n')[0] ?? '';
  });
  return [...new Set(await Promise.all(words))];
}

export const GROWTH: Attack[] = [
  distinct(
    'keys',
    'keys of GetSales',
    (target, i) => target.post({ query: VIEWER }, { authorization: `Bearer key-${i}` }),
    { mayAsk: true },
  ),
  distinct(
    'teams',
    'teams',
    (target, i) =>
      target.post({ query: VIEWER }, { authorization: `Bearer team-key-${i % 100}`, 'team-id': String(i) }),
    { mayAsk: true },
  ),
  distinct('documents', 'documents and operation names', (target, i) =>
    target.post({ query: `query Name${i} { __typename a${i}: __typename }` }),
  ),
  distinct('hashes', 'persisted queries', (target, i) =>
    target.post({ extensions: { persistedQuery: { version: 1, sha256Hash: `${i}`.padStart(64, '0') } } }),
  ),
  {
    ...distinct(
      'subjects',
      'subjects of tokens',
      async (target, i) => target.post({ query: VIEWER }, { authorization: `Bearer ${await subject(i)}` }),
      { on: 'jwt', mayAsk: true },
    ),
    tries: '1,000 different subjects of tokens',
    async run(target) {
      await times(1_000, async (index) =>
        target.post({ query: VIEWER }, { authorization: `Bearer ${await subject(index)}` }),
      );
      expect(target.replica.vitals().memory).toBeLessThan(MAX_MEMORY);
    },
  },
  {
    id: 'growth-names',
    tries: '1,000 different methods, paths, origins, client names and request ids',
    result: 'No series of metrics for each: fewer than 5,000 lines',
    async run(target) {
      await times(1_000, async (i) => {
        const headers = {
          origin: `https://o${i}.example`,
          'apollographql-client-name': `c${i}`,
          'x-request-id': `r${i}`,
        };
        await target.get(`/path-${i}`, { headers });
        await target.post({ query: `query N${i} { nothing }` }, headers);
      });
      const { text } = await target.get('/metrics');
      expect(text.split('\n').length).toBeLessThan(5_000);
      expect(text).not.toMatch(/path-1|o1\.example|N999/);
    },
  },
  {
    id: 'growth-files',
    tries: 'all of this together, on disk',
    result: 'Less than 20 MB',
    async run({ replica: { dataDir } }) {
      const bytes = readdirSync(dataDir).map((name) => statSync(join(dataDir, name)).size);
      expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20_000_000);
    },
  },
  {
    id: 'slow-headers',
    tries: '300 connections that send half a header, and nothing more',
    result: 'Others are answered; these get 408 after 10 s',
    run: (target) =>
      holding(target, 300, 'GET /graphql HTTP/1.1\r\nHost: x\r\nX-A: ', async (sockets) => {
        expect(await lastWords(sockets)).toEqual(['HTTP/1.1 408 Request Timeout']);
      }),
  },
  {
    id: 'slow-body',
    tries: '300 connections that send half a body',
    result: 'Others are answered; what has not come within 30 s gets 408',
    run: (target) =>
      holding(target, 300, `${POST}Content-Length: 100\r\n\r\n{"query":`, async (sockets) => {
        for (const socket of sockets) socket.destroy();
        await eventually(() => expect(target.log.filter((line) => line.includes('"aborted":true'))).toHaveLength(300));
      }),
  },
  {
    id: 'slow-reader',
    tries: '50 connections that ask for the SDL 90 times ahead and read nothing',
    result: 'Others are answered; memory stays',
    async run(target) {
      const body = '{"query":"{ _service { sdl } }"}';
      const request = `${POST}Content-Length: ${body.length}\r\n\r\n${body}`;
      const before = target.replica.vitals().memory;
      await holding(target, 50, request.repeat(90), async () => {
        expect(target.replica.vitals().memory - before).toBeLessThan(200_000_000);
      });
    },
  },
  {
    id: 'unread-answers',
    tries: '950 connections that ask for the SDL twice and read nothing',
    result:
      'Memory stays bounded, and others are answered; beyond 128 MB that the kernel does not take, they are closed',
    async run(target) {
      const body = '{"query":"{ _service { a: sdl b: sdl } }"}';
      const { vitals } = target.replica;
      const before = vitals();
      const request = `${POST}Content-Length: ${body.length}\r\n\r\n${body}`;
      await holding(target, 950, request, async () => {
        expect(vitals().memory - before.memory).toBeLessThan(600_000_000);
      });
    },
  },
  {
    id: 'forms',
    tries: '60 connections that send 9 MB of a form each, without a key, and do not end it',
    result: 'What goes beyond 100 MB together is `RATE_LIMITED`; others are answered, and uploads when they have gone',
    async run(target) {
      const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nGraphQL-Require-Preflight: 1\r\nContent-Type: multipart/form-data; boundary=b\r\n`;
      const part = '--b\r\nContent-Disposition: form-data; name="0"; filename="a"\r\n\r\n';
      const before = target.replica.vitals().memory;
      const bytes = `${head}Content-Length: 10000000\r\n\r\n${part}${'x'.repeat(9_000_000)}`;
      await holding(target, 60, bytes, async (sockets) => {
        const told = sockets.map((socket) => new Promise((resolve) => socket.once('data', resolve)));
        expect(String(await Promise.any(told))).toContain('RATE_LIMITED');
        expect(target.replica.vitals().memory - before).toBeLessThan(350_000_000);
      });
      const form = `${part}x\r\n--b--\r\n`;
      const answer = await target.raw(`${head}Connection: close\r\nContent-Length: ${form.length}\r\n\r\n${form}`);
      expect(answer).toContain('BAD_USER_INPUT');
    },
  },
  {
    id: 'pipelining',
    tries: '90 and 20,000 requests ahead on one connection',
    result: 'Up to 100 are answered, one after another; with more the connection is closed',
    async run(target) {
      const request = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
      const last = request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
      const countOf = (text: string) => text.split('HTTP/1.1 200').length - 1;
      expect(countOf(await target.raw(request.repeat(89) + last))).toBe(90);
      expect(countOf(await target.raw(request.repeat(20_000)))).toBeLessThan(20_000);
    },
  },
  {
    id: 'connections',
    tries: '1,500 connections at once',
    result: 'Beyond 1,000 they are closed; the gateway answers when they have gone',
    async run(target) {
      const sockets = await Promise.all(Array.from({ length: 1_500 }, () => target.open('')));
      await eventually(() => expect(sockets.filter(({ destroyed }) => destroyed).length).toBeGreaterThan(400));
      for (const socket of sockets) socket.destroy();
      await eventually(async () => expect((await target.post({ query: '{ __typename }' })).status).toBe(200));
    },
  },
  {
    id: 'events-without-key',
    tries: '200 event streams without a key',
    result: '`UNAUTHENTICATED`, GetSales is not asked',
    async run(target) {
      await times(200, async () => {
        const answer = await target.post(
          { query: 'subscription { messageReceived { cursor } }' },
          { accept: 'text/event-stream' },
        );
        expect(answer.text).toContain('UNAUTHENTICATED');
      });
    },
  },
  {
    id: 'events-slow-reader',
    tries: '100 event streams that are never read, and left',
    result: 'When they are gone, GetSales is asked no more',
    mayAsk: true,
    async run(target) {
      const body = JSON.stringify({ query: 'subscription { messageReceived { cursor message { text } } }' });
      const head = `${POST}Accept: text/event-stream\r\nAuthorization: ${target.keyed.authorization}\r\nContent-Length: ${body.length}\r\n\r\n`;
      await holding(target, 100, head + body, async () => {
        await eventually(() => expect(target.sandbox.requests.length).toBeGreaterThan(0));
      });
      await eventually(async () => {
        const asked = target.sandbox.requests.length;
        await new Promise((resolve) => setTimeout(resolve, 500));
        expect(target.sandbox.requests).toHaveLength(asked);
      });
    },
  },
];

function subject(index: number): Promise<string> {
  return sign(ISSUER_KEY, { claims: { sub: `user-${index}`, scope: 'workspace:read', team: 'sales' } });
}
