import { BudgetExhausted, type Priority } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { MINUTE, note, setUpBudget } from '../../test/budget-stage.ts';

it('serves a request as soon as a slot is free, and refuses at once one that cannot wait so long', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
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

it('counts the requests that wait in front when it says how long the wait is', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
  (await acquire()).release({ status: 200 });
  void acquire({ maxWaitMs: MINUTE + 1 });
  await clock.advance(0);
  await expect(acquire({ maxWaitMs: MINUTE + 1 })).rejects.toEqual(new BudgetExhausted(2 * MINUTE));
});

it('serves waiting mutations first, then interactive reads, then background work', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
  const slot = await acquire();
  const served: string[] = [];
  const priorities: Priority[] = ['background', 'interactive', 'mutation'];
  for (const priority of priorities) note(served, priority, acquire({ priority, maxWaitMs: 10 * MINUTE }));
  slot.release({ status: 200 });
  await clock.advance(4 * MINUTE);
  expect(served).toEqual(['mutation', 'interactive', 'background']);
});

it('serves the callers in turn, however many requests each has waiting', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
  const slot = await acquire();
  const served: string[] = [];
  for (const caller of ['a', 'a', 'a', 'b', 'b', 'c'])
    note(served, caller, acquire({ caller, maxWaitMs: 10 * MINUTE }));
  slot.release({ status: 200 });
  await clock.advance(7 * MINUTE);
  expect(served).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
});

it('does not let a caller with 200 waiting requests hold back another one of the same key', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 10 });
  const served: string[] = [];
  for (let index = 0; index < 200; index++)
    note(served, 'busy', acquire({ caller: 'busy', priority: 'interactive', maxWaitMs: 60 * MINUTE }));
  await clock.advance(1_000);
  for (let index = 0; index < 3; index++)
    note(served, 'other', acquire({ caller: 'other', priority: 'interactive', maxWaitMs: 60 * MINUTE }));
  await clock.advance(MINUTE);
  expect(served).toHaveLength(18);
  // Nine left at once. After that the two take turns, so that the next six hold all three of the other caller.
  expect(served.slice(9, 15).filter((name) => name === 'other')).toHaveLength(3);
});

it('refuses a waiting request at once when others that go first leave it no time', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
  (await acquire()).release({ status: 200 });
  const served: string[] = [];
  note(served, 'read', acquire({ priority: 'interactive', maxWaitMs: MINUTE + 1 }));
  await clock.advance(0);
  expect(served).toEqual([]);
  note(served, 'mutation', acquire({ priority: 'mutation', maxWaitMs: MINUTE + 1 }));
  await clock.advance(0);
  expect(served).toEqual(['read refused']);
});

it('takes a caller that leaves out of the queue, and serves the next one in its place', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
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

it('does not queue a caller that has already left', async () => {
  const { acquire } = setUpBudget();
  await expect(acquire({ signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
});

it('bounds the queue: the last in order is refused, so that a mutation still gets in', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1, maxQueued: 2 });
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
