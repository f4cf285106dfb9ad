import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Acquire, startReplica } from './redis-replica.ts';
import { describeWithRedis, startRedisServer } from './redis-server.ts';

const LIMIT = 60;
const WINDOW_MS = 1_500;
const OPTIONS = { requestsPerMinute: LIMIT, windowMs: WINDOW_MS, longestRequestMs: 300 };

/** When a request may have been counted by the upstream: at any instant from its grant to its release. */
interface Span {
  from: number;
  to: number;
}

/** Asks for slots, as many at once as there are workers, until it is stopped. */
function startLoad(acquire: Acquire, spans: Span[], workers: number) {
  let isStopped = false;
  const work = async () => {
    while (!isStopped) {
      const slot = await acquire({ maxWaitMs: 200 }).catch(() => undefined);
      const from = performance.now();
      await sleep(Math.random() * 30);
      if (!slot) continue;
      spans.push({ from, to: performance.now() });
      slot.release({ status: 200 });
    }
  };
  const running = Array.from({ length: workers }, work);
  return async () => {
    isStopped = true;
    await Promise.all(running);
  };
}

/** The most requests that one window, with both its ends, may have seen. */
function mostInOneWindow(spans: Span[]): number {
  const counts = spans
    .flatMap(({ from, to }) => [from, to])
    .map((start) => spans.filter(({ from, to }) => from <= start + WINDOW_MS && to >= start).length);
  return Math.max(0, ...counts);
}

interface Outage {
  /** Requests at once of each replica, before Redis stops and after. */
  before: number[];
  after: number[];
  loseAfterMs: number;
  lose: 'kill' | 'freeze';
}

const OUTAGES: [string, Outage][] = [
  [
    'one replica uses all, then all want some',
    { before: [20, 0, 0], after: [5, 5, 5], loseAfterMs: 900, lose: 'kill' },
  ],
  ['one replica begins when Redis stops', { before: [0, 0], after: [20, 20], loseAfterMs: 20, lose: 'kill' }],
  ['Redis stops within a burst of one', { before: [60, 0], after: [60, 60], loseAfterMs: 30, lose: 'kill' }],
  ['Redis stops while shares are lent', { before: [60, 1, 0], after: [20, 20, 20], loseAfterMs: 400, lose: 'kill' }],
  ['all are busy', { before: [9, 6, 3], after: [9, 6, 3], loseAfterMs: 2_000, lose: 'kill' }],
  ['the busy one changes', { before: [20, 1], after: [1, 20], loseAfterMs: 1_600, lose: 'kill' }],
  ['Redis is silent', { before: [20, 0, 2], after: [6, 6, 6], loseAfterMs: 700, lose: 'freeze' }],
];

describeWithRedis('a budget shared through a Redis that stops and returns', { timeout: 60_000 }, () => {
  it.concurrent.each(OUTAGES)('is kept in every window when %s', async (_, { before, after, loseAfterMs, lose }) => {
    await using server = await startRedisServer();
    await using opened = new AsyncDisposableStack();
    const replicas = await Promise.all(before.map(async () => opened.use(await startReplica(server, OPTIONS))));
    const spans: Span[] = [];
    const load = (workers: number[]) =>
      replicas.map(({ acquire }, index) => startLoad(acquire, spans, workers[index] ?? 0));
    const early = load(before);
    await sleep(loseAfterMs);
    if (lose === 'kill') await server.kill();
    else server.freeze();
    const late = load(after);
    await sleep(2 * WINDOW_MS);
    const lostFor = spans.length;
    if (lose === 'kill') await server.start();
    else server.thaw();
    await sleep(3 * WINDOW_MS);
    await Promise.all([...early, ...late].map((stop) => stop()));
    expect(mostInOneWindow(spans)).toBeLessThanOrEqual(LIMIT);
    // Requests go on while Redis is lost, and after it is back.
    expect(lostFor).toBeGreaterThan(LIMIT / 2);
    expect(spans.length).toBeGreaterThan(lostFor + LIMIT / 2);
  });

  it.concurrent.each(['joins', 'takes the place of one that leaves', 'takes the place of one that dies'])(
    'is kept when a replica %s, and Redis stops at once',
    async (change) => {
      await using server = await startRedisServer();
      await using opened = new AsyncDisposableStack();
      const first = opened.use(await startReplica(server, OPTIONS));
      const spans: Span[] = [];
      const stop = startLoad(first.acquire, spans, 30);
      await expect.poll(() => spans.length).toBeGreaterThan(LIMIT - 10);
      if (change.endsWith('leaves')) await stop().then(first[Symbol.asyncDispose]);
      if (change.endsWith('dies')) await stop().then(first.die);
      const second = opened.use(await startReplica(server, OPTIONS));
      await server.kill();
      const stopSecond = startLoad(second.acquire, spans, 30);
      await sleep(3 * WINDOW_MS);
      await Promise.all([stop(), stopSecond()]);
      expect(mostInOneWindow(spans)).toBeLessThanOrEqual(LIMIT);
      expect(spans.length).toBeGreaterThan(LIMIT);
    },
  );

  it('is kept at whatever moment Redis stops, whatever each replica has used by then', async () => {
    const step = fc.record({ replica: fc.nat(2), slots: fc.integer({ min: 1, max: LIMIT }), passedMs: fc.nat(400) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        await using server = await startRedisServer();
        await using opened = new AsyncDisposableStack();
        const start = async () => opened.use(await startReplica(server, { ...OPTIONS, windowMs: 60_000 }));
        const replicas = await Promise.all([start(), start(), start()]);
        let granted = 0;
        const take = ({ acquire }: { acquire: Acquire }, slots: number, maxWaitMs: number) =>
          Promise.all(
            Array.from({ length: slots }, () =>
              acquire({ maxWaitMs }).then(
                () => granted++,
                () => {},
              ),
            ),
          );
        const underWay: Promise<unknown>[] = [];
        for (const { replica, slots, passedMs } of steps) {
          for (const each of replicas.slice(replica, replica + 1)) underWay.push(take(each, slots, 500));
          await sleep(passedMs);
        }
        await server.kill();
        await Promise.all([...underWay, ...replicas.map((replica) => take(replica, LIMIT, 0))]);
        expect(granted).toBeLessThanOrEqual(LIMIT);
        await server.start();
        await sleep(1_000);
        await Promise.all(replicas.map((replica) => take(replica, LIMIT, 0)));
        expect(granted).toBeLessThanOrEqual(LIMIT);
        expect(granted).toBeGreaterThanOrEqual(LIMIT / 3);
      }),
      { numRuns: 6 },
    );
  });
});
