import { expect, it } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { BudgetExhausted } from '../errors.ts';
import type { Priority, Slot, SlotRequest } from '../ports.ts';
import { createMemoryBudget } from './memory-budget.ts';

const MINUTE = 60_000;

function setUp({ requestsPerMinute = 10, maxQueued = 1_000 } = {}) {
  const clock = createManualClock();
  const budget = createMemoryBudget({ requestsPerMinute, maxQueued, clock });
  const request = (changes: Partial<SlotRequest> = {}): SlotRequest => ({
    key: 'key',
    caller: 'caller',
    priority: 'mutation',
    maxWaitMs: 0,
    ...changes,
  });
  const acquire = (changes?: Partial<SlotRequest>) => budget.acquire(request(changes));
  const acquireMany = (count: number, changes?: Partial<SlotRequest>): Promise<Slot[]> =>
    Promise.all(Array.from({ length: count }, () => acquire(changes)));
  return { clock, budget, request, acquire, acquireMany };
}

/** Lets each waiter tell when it is served, and answers at once. */
function note(served: string[], name: string, slot: Promise<Slot>): void {
  slot.then(
    ({ release }) => {
      served.push(name);
      release({ status: 200 });
    },
    () => served.push(`${name} refused`),
  );
}

it('refuses the request beyond the budget at once, and says when it would be served', async () => {
  const { clock, acquire, acquireMany } = setUp();
  const slots = await acquireMany(10);
  for (const slot of slots) slot.release({ status: 200 });
  await clock.advance(20_000);
  await expect(acquire()).rejects.toEqual(new BudgetExhausted(40_000));
});

it('frees a slot only when more than a minute has passed since its answer', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  const slot = await acquire();
  await clock.advance(5_000);
  slot.release({ status: 200 });
  await clock.advance(MINUTE);
  await expect(acquire()).rejects.toThrow(BudgetExhausted);
  await clock.advance(1);
  await acquire();
});

it('counts a request under way as used, however long it takes', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  await acquire();
  await clock.advance(10 * MINUTE);
  await expect(acquire()).rejects.toEqual(new BudgetExhausted(MINUTE));
});

it('frees the slot of a request that never left at once, for whoever waits', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  const slot = await acquire();
  const next = acquire({ maxWaitMs: MINUTE });
  await clock.advance(0);
  slot.release();
  await clock.advance(0);
  await next;
});

it('counts the first release of a slot only', async () => {
  const { acquire } = setUp({ requestsPerMinute: 1 });
  const slot = await acquire();
  slot.release({ status: 200 });
  slot.release();
  await expect(acquire()).rejects.toThrow(BudgetExhausted);
});

it('serves who can wait as soon as a slot is free, and refuses at once who cannot wait so long', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  (await acquire()).release({ status: 200 });
  await clock.advance(50_000);
  const served: string[] = [];
  note(served, 'patient', acquire({ maxWaitMs: 11_000 }));
  note(served, 'hasty', acquire({ maxWaitMs: 9_000 }));
  await clock.advance(0);
  expect(served).toEqual(['hasty refused']);
  await clock.advance(10_001);
  expect(served).toEqual(['hasty refused', 'patient']);
});

it('counts those who wait before one when it says how long the wait is', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  (await acquire()).release({ status: 200 });
  void acquire({ maxWaitMs: MINUTE + 1 });
  await clock.advance(0);
  await expect(acquire({ maxWaitMs: MINUTE + 1 })).rejects.toEqual(new BudgetExhausted(2 * MINUTE));
});

it('keeps one slot in ten for mutations', async () => {
  const { acquire, acquireMany } = setUp({ requestsPerMinute: 20 });
  await acquireMany(18, { priority: 'interactive' });
  await expect(acquire({ priority: 'interactive' })).rejects.toThrow(BudgetExhausted);
  await expect(acquire({ priority: 'background' })).rejects.toThrow(BudgetExhausted);
  await acquireMany(2, { priority: 'mutation' });
  await expect(acquire({ priority: 'mutation' })).rejects.toThrow(BudgetExhausted);
});

it('serves waiting mutations first, then interactive reads, then background work', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  const slot = await acquire();
  const served: string[] = [];
  const priorities: Priority[] = ['background', 'interactive', 'mutation'];
  for (const priority of priorities) note(served, priority, acquire({ priority, maxWaitMs: 10 * MINUTE }));
  slot.release({ status: 200 });
  await clock.advance(4 * MINUTE);
  expect(served).toEqual(['mutation', 'interactive', 'background']);
});

it('serves the callers in turn, however many requests each has waiting', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  const slot = await acquire();
  const served: string[] = [];
  for (const caller of ['a', 'a', 'a', 'b', 'b', 'c'])
    note(served, caller, acquire({ caller, maxWaitMs: 10 * MINUTE }));
  slot.release({ status: 200 });
  await clock.advance(7 * MINUTE);
  expect(served).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
});

it('refuses a waiting request at once when others that go first leave it no time', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  (await acquire()).release({ status: 200 });
  const served: string[] = [];
  note(served, 'read', acquire({ priority: 'interactive', maxWaitMs: MINUTE + 1 }));
  await clock.advance(0);
  expect(served).toEqual([]);
  note(served, 'mutation', acquire({ priority: 'mutation', maxWaitMs: MINUTE + 1 }));
  await clock.advance(0);
  expect(served).toEqual(['read refused']);
});

it('lets a caller that leaves out of the queue, and serves the next in its place', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1 });
  (await acquire()).release({ status: 200 });
  const leaving = new AbortController();
  const left = acquire({ maxWaitMs: 2 * MINUTE, signal: leaving.signal });
  const next = acquire({ maxWaitMs: 2 * MINUTE });
  await clock.advance(0);
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await clock.advance(MINUTE + 1);
  await next;
});

it('does not let a caller in that has left already', async () => {
  const { acquire } = setUp();
  await expect(acquire({ signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
});

it('bounds the queue: the last in order is refused, so that a mutation still gets in', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 1, maxQueued: 2 });
  const slot = await acquire();
  const served: string[] = [];
  for (const name of ['first', 'second', 'third']) {
    note(served, name, acquire({ priority: 'background', maxWaitMs: 10 * MINUTE }));
    await clock.advance(0);
  }
  expect(served).toEqual(['third refused']);
  note(served, 'mutation', acquire({ maxWaitMs: 10 * MINUTE }));
  await clock.advance(0);
  expect(served).toEqual(['third refused', 'second refused']);
  slot.release({ status: 200 });
  await clock.advance(3 * MINUTE);
  expect(served).toEqual(['third refused', 'second refused', 'mutation', 'first']);
});

it('has a budget for each key', async () => {
  const { acquire } = setUp({ requestsPerMinute: 1 });
  await acquire({ key: 'one' });
  await acquire({ key: 'another' });
  await expect(acquire({ key: 'one' })).rejects.toThrow(BudgetExhausted);
});

it('sends nothing for as long as a 429 asks, then one probe, and the rest when that is answered', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 100 });
  const slot = await acquire();
  slot.release({ status: 429, retryAfterMs: 5_000 });
  await expect(acquire()).rejects.toEqual(new BudgetExhausted(5_000));
  const slots: Slot[] = [];
  for (let i = 0; i < 3; i++) void acquire({ maxWaitMs: 10_000 }).then((granted) => slots.push(granted));
  await clock.advance(4_999);
  expect(slots).toHaveLength(0);
  await clock.advance(1_000);
  expect(slots).toHaveLength(1);
  slots[0]?.release({ status: 200 });
  await clock.advance(0);
  expect(slots).toHaveLength(3);
});

it('makes those wait longer, or refuses them, whom a 429 finds in the queue', async () => {
  const { clock, acquire } = setUp({ requestsPerMinute: 2 });
  const slot = await acquire();
  (await acquire()).release({ status: 200 });
  const waiting = acquire({ maxWaitMs: MINUTE + 1_000 });
  await clock.advance(0);
  slot.release({ status: 429, retryAfterMs: 90_000 });
  await expect(waiting).rejects.toEqual(new BudgetExhausted(90_000));
});

it('serves half as many requests a minute after a 429', async () => {
  const { clock, acquire, acquireMany } = setUp({ requestsPerMinute: 100 });
  (await acquire()).release({ status: 429, retryAfterMs: 1_000 });
  await clock.advance(MINUTE + 1);
  (await acquire()).release({ status: 200 });
  await acquireMany(49);
  await expect(acquire()).rejects.toThrow(BudgetExhausted);
});

it('refuses a plan that cannot finish in time before its first request, and says when it could', async () => {
  const { clock, budget, request, acquireMany } = setUp({ requestsPerMinute: 10 });
  for (const slot of await acquireMany(6)) slot.release({ status: 200 });
  await clock.advance(30_000);
  await budget.afford(request(), 4);
  await expect(budget.afford(request(), 5)).rejects.toEqual(new BudgetExhausted(30_000));
  await expect(budget.afford(request({ maxWaitMs: 10_000 }), 5)).rejects.toEqual(new BudgetExhausted(20_000));
  await budget.afford(request({ maxWaitMs: 30_000 }), 5);
  await acquireMany(4);
});

it('counts those who wait already against a plan', async () => {
  const { clock, acquire, budget, request } = setUp({ requestsPerMinute: 1 });
  (await acquire()).release({ status: 200 });
  await budget.afford(request({ maxWaitMs: MINUTE }), 1);
  void acquire({ maxWaitMs: 2 * MINUTE });
  await clock.advance(0);
  await expect(budget.afford(request({ maxWaitMs: MINUTE }), 1)).rejects.toEqual(new BudgetExhausted(MINUTE));
});

it('says of a plan larger than the budget that no waiting helps', async () => {
  const { budget, request } = setUp({ requestsPerMinute: 10 });
  await budget.afford(request(), 10);
  await expect(budget.afford(request({ maxWaitMs: 10_000 }), 11)).rejects.toEqual(new BudgetExhausted(undefined));
});
