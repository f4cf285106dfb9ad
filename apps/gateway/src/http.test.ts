import { once } from 'node:events';
import { expect, it } from 'vitest';
import { startHttp } from './http.ts';
import { createTally } from './tally.ts';

const local = () => ({ host: '127.0.0.1', port: 0, graceMs: 5000, underWay: createTally() });

it('lets what is under way end before it stops, and says meanwhile that it drains', async () => {
  const release = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const http = await startHttp({
    ...local(),
    answer: async (req, res, isDraining) => {
      if (req.url === '/slow') {
        arrived.resolve();
        await release.promise;
      }
      res.end(isDraining ? 'draining' : 'serving');
    },
  });
  const slow = fetch(`${http.url}/slow`);
  await arrived.promise;
  const stopped = http[Symbol.asyncDispose]();
  const other = await fetch(http.url);
  expect(await other.text()).toBe('draining');
  expect(other.headers.get('connection')).toBe('close');
  release.resolve();
  expect(await (await slow).text()).toBe('serving');
  await stopped;
  await expect(fetch(http.url)).rejects.toThrow();
});

it('waits for work whose caller has left', async () => {
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
  await expect(fetch(http.url).then((response) => response.text())).resolves.toBe('early');
  expect(isStopped).toBe(false);
  release.resolve();
  await stopped;
});

it('ends what does not end in time', async () => {
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

it('tells where it listens, also on IPv6', async () => {
  await using http = await startHttp({ ...local(), host: '::1', answer: async (_, res) => void res.end('here') });
  expect(http.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect(await (await fetch(http.url)).text()).toBe('here');
});

it('fails when the address is taken', async () => {
  const answer = async () => {};
  await using http = await startHttp({ ...local(), answer });
  await expect(startHttp({ ...local(), port: Number(new URL(http.url).port), answer })).rejects.toThrow('EADDRINUSE');
});
