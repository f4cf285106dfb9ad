import { setImmediate as macrotask } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { createBudget } from './budget.ts';
import type { SlotLog, Taken } from './slot-log.ts';

const budget = { requestsPerMinute: 1, windowMs: 60_000 };
const request = { key: 'key', caller: 'caller', priority: 'mutation' as const, maxWaitMs: 60_000 };
const full: Taken = { occupancy: { limit: 1, blockedForMs: 0, writes: [50_000], reads: [] } };

/** A log whose answers the test gives when it likes. */
function setUp() {
  const asked: ((answer: Taken) => void)[] = [];
  const log: SlotLog = {
    take: () => new Promise((resolve) => asked.push(resolve)),
    look: () => ({ limit: 1, blockedForMs: 0, writes: [], reads: [] }),
    usage: () => ({ limit: 1, blockedForMs: 0, writes: 0, reads: 0, freeInMs: 0 }),
  };
  return { asked, ...createBudget({ log, clock: createManualClock(), budget, maxQueued: 10 }) };
}

it('gives a slot back unused when its caller left while the log was asked', async () => {
  const { asked, acquire } = setUp();
  const leaving = new AbortController();
  const left = acquire({ ...request, signal: leaving.signal });
  await macrotask();
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  const ends: unknown[] = [];
  asked[0]?.({ slot: { finish: (outcome) => ends.push(outcome) } });
  await macrotask();
  expect(ends).toEqual([undefined]);
});

it('asks the log again when a slot was released while the log was asked', async () => {
  const { asked, acquire } = setUp();
  const first = acquire(request);
  await macrotask();
  asked[0]?.({ slot: { finish() {} } });
  const slot = await first;
  const second = acquire(request);
  await macrotask();
  slot.release();
  asked[1]?.(full);
  await macrotask();
  expect(asked).toHaveLength(3);
  asked[2]?.({ slot: { finish() {} } });
  await expect(second).resolves.toHaveProperty('release');
});

it('asks the log once for all waiting requests, and not again before a slot may be free', async () => {
  const { asked, acquire } = setUp();
  void acquire(request).catch(() => {});
  await macrotask();
  asked[0]?.(full);
  await macrotask();
  void acquire(request).catch(() => {});
  await macrotask();
  expect(asked).toHaveLength(1);
});

it('refuses waiting requests when the log fails', async () => {
  const { acquire } = createBudget({
    log: {
      take: () => Promise.reject(new Error('broken')),
      look: () => Promise.reject(new Error('broken')),
      usage: () => Promise.reject(new Error('broken')),
    },
    clock: createManualClock(),
    budget,
    maxQueued: 10,
  });
  await expect(acquire(request)).rejects.toThrow('broken');
});
