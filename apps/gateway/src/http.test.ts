import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { createTally, startHttp } from './http.ts';
import { createMalformed } from './malformed.ts';

const local = () => ({
  host: '127.0.0.1',
  port: 0,
  maxConnections: 100,
  keepAliveMs: 75_000,
  writeTimeoutMs: 5000,
  shutdownDelayMs: 0,
  graceMs: 5000,
  underWay: createTally(),
  answerMalformed: createMalformed(pino({ enabled: false })),
  upgrade() {},
  onStop() {},
  onClose() {},
});

async function open(url: string, request = ''): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  return socket;
}

it('serves on for a while after it is told to stop, and says that it drains', async () => {
  const http = await startHttp({
    ...local(),
    shutdownDelayMs: 300,
    answer: async (_, res, isDraining) => void res.end(isDraining ? 'draining' : 'serving'),
  });
  expect(await (await fetch(http.url)).text()).toBe('serving');
  const stopped = http[Symbol.asyncDispose]();
  const other = await fetch(http.url);
  expect([await other.text(), other.headers.get('connection')]).toEqual(['draining', 'close']);
  await stopped;
  await expect(fetch(http.url)).rejects.toThrow();
});

it('answers the requests under way before it stops, and takes no new ones', async () => {
  const release = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const http = await startHttp({
    ...local(),
    answer: async (_, res) => {
      arrived.resolve();
      await release.promise;
      res.end('served');
    },
  });
  const slow = fetch(http.url);
  await arrived.promise;
  const stopped = [http[Symbol.asyncDispose](), http[Symbol.asyncDispose]()];
  await delay(50);
  await expect(fetch(http.url)).rejects.toThrow();
  release.resolve();
  const answer = await slow;
  expect([await answer.text(), answer.headers.get('connection')]).toEqual(['served', 'close']);
  await Promise.all(stopped);
});

it('stops under steady traffic on kept connections, and loses no answer', async () => {
  let served = 0;
  const answer = async (_: unknown, res: ServerResponse) => {
    await delay(5);
    served += 1;
    res.end('served');
  };
  const http = await startHttp({ ...local(), answer });
  const callers = Array.from({ length: 5 }, async () => {
    for (;;) {
      const response = await fetch(http.url).catch(() => undefined);
      if (response === undefined) return;
      expect(await response.text()).toBe('served');
    }
  });
  await vi.waitFor(() => expect(served).toBeGreaterThan(20));
  await http[Symbol.asyncDispose]();
  await Promise.all(callers);
});

it.each([
  ['whose head is incomplete', 'POST / HTTP/1.1\r\nHost: x\r\n'],
  ['whose body is incomplete', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nbeginning'],
])('does not wait for a request %s', async (_, beginning) => {
  const http = await startHttp({
    ...local(),
    graceMs: 60_000,
    answer: async (req, res) => void res.end(await text(req).catch(() => 'cut off')),
  });
  const socket = await open(http.url, beginning);
  const closed = once(
    socket.on('error', () => {}),
    'close',
  );
  await delay(50);
  const stopped = http[Symbol.asyncDispose]();
  expect(await Promise.race([stopped.then(() => 'stopped'), delay(4000, 'still waiting')])).toBe('stopped');
  await closed;
});

it('closes connections on which nobody reads the answer', async () => {
  const large = Buffer.alloc(20_000_000);
  await using http = await startHttp({
    ...local(),
    writeTimeoutMs: 200,
    answer: async (_, res) => void res.end(large),
  });
  const sockets = await Promise.all(
    Array.from({ length: 40 }, () => open(http.url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')),
  );
  const read = async (socket: Socket) => {
    let bytes = 0;
    for await (const chunk of socket.on('error', () => {})) bytes += chunk.length;
    return bytes;
  };
  await delay(1000);
  const bytes = await Promise.all(sockets.map((socket) => read(socket).catch(() => 0)));
  for (const each of bytes) expect(each).toBeLessThan(large.length);
});

it('keeps a connection on which the answer is read slowly', async () => {
  const large = Buffer.alloc(8_000_000);
  await using http = await startHttp({
    ...local(),
    writeTimeoutMs: 300,
    answer: async (_, res) => void res.end(large),
  });
  const socket = await open(http.url, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  let bytes = 0;
  for await (const chunk of socket) {
    bytes += chunk.length;
    if (bytes < 1_500_000) await delay(20);
  }
  expect(bytes).toBeGreaterThan(large.length);
});

it('does not count the wait for an answer as time to read it', async () => {
  const answer = async (_: unknown, res: ServerResponse) => {
    await delay(400);
    res.end('late');
  };
  await using http = await startHttp({ ...local(), writeTimeoutMs: 50, answer });
  expect(await (await fetch(http.url)).text()).toBe('late');
});

it('closes connections beyond its limit', async () => {
  await using http = await startHttp({ ...local(), maxConnections: 2, answer: async (_, res) => void res.end('here') });
  const held = [await open(http.url), await open(http.url)];
  const third = await open(http.url);
  await once(
    third.on('error', () => {}),
    'close',
  );
  for (const socket of held) socket.destroy();
  await vi.waitFor(async () => expect(await (await fetch(http.url)).text()).toBe('here'));
});

it('waits for work that goes on after its answer', async () => {
  const release = Promise.withResolvers<void>();
  let isStopped = false;
  const http = await startHttp({
    ...local(),
    answer: async (_, res) => {
      res.end('early');
      await release.promise;
    },
  });
  await (await fetch(http.url)).text();
  const stopped = http[Symbol.asyncDispose]().then(() => {
    isStopped = true;
  });
  await delay(50);
  expect(isStopped).toBe(false);
  release.resolve();
  await stopped;
});

it('aborts what does not end within the grace period', async () => {
  const closed = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const http = await startHttp({
    ...local(),
    graceMs: 1,
    answer: async (_, res) => {
      arrived.resolve();
      await once(res, 'close');
      closed.resolve();
    },
  });
  const unfinished = expect(fetch(http.url)).rejects.toThrow();
  await arrived.promise;
  await http[Symbol.asyncDispose]();
  await closed.promise;
  await unfinished;
});

it('gives its URL, also on IPv6', async () => {
  await using http = await startHttp({ ...local(), host: '::1', answer: async (_, res) => void res.end('here') });
  expect(http.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect(await (await fetch(http.url)).text()).toBe('here');
});

it('fails when the address is taken', async () => {
  const answer = async () => {};
  await using http = await startHttp({ ...local(), answer });
  await expect(startHttp({ ...local(), port: Number(new URL(http.url).port), answer })).rejects.toThrow('EADDRINUSE');
});
