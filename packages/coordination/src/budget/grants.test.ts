import { setImmediate as macrotask } from 'node:timers/promises';
import { BudgetExhausted } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { MINUTE, setUpBudget } from '../../test/budget-stage.ts';
import { createMemoryBudget } from './budget.ts';

it('refuses the request beyond the budget at once, and says when it would be served', async () => {
  const { clock, acquire, acquireMany } = setUpBudget();
  const slots = await acquireMany(10);
  for (const slot of slots) slot.release({ status: 200 });
  await clock.advance(20_000);
  await expect(acquire()).rejects.toEqual(new BudgetExhausted(40_000));
});

it('frees a slot only when more than a minute has passed since its answer', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
  const slot = await acquire();
  await clock.advance(5_000);
  slot.release({ status: 200 });
  await clock.advance(MINUTE);
  await expect(acquire()).rejects.toThrow(BudgetExhausted);
  await clock.advance(1);
  await acquire();
});

it('counts a request under way as used, however long it takes', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
  await acquire();
  await clock.advance(10 * MINUTE);
  await expect(acquire()).rejects.toEqual(new BudgetExhausted(MINUTE));
});

it('frees the slot of a request that never left at once, for a waiting one', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1 });
  const slot = await acquire();
  const served: string[] = [];
  void acquire({ maxWaitMs: MINUTE }).then(() => served.push('next'));
  await clock.advance(0);
  expect(served).toEqual([]);
  slot.release();
  await clock.advance(0);
  expect(served).toEqual(['next']);
});

it('counts the first release of a slot only', async () => {
  const { acquire } = setUpBudget({ requestsPerMinute: 1 });
  const slot = await acquire();
  slot.release({ status: 200 });
  slot.release();
  await expect(acquire()).rejects.toThrow(BudgetExhausted);
});

it('keeps one slot in ten for mutations', async () => {
  const { acquire, acquireMany } = setUpBudget({ requestsPerMinute: 20 });
  await acquireMany(18, { priority: 'interactive' });
  await expect(acquire({ priority: 'interactive' })).rejects.toThrow(BudgetExhausted);
  await expect(acquire({ priority: 'background' })).rejects.toThrow(BudgetExhausted);
  await acquireMany(2, { priority: 'mutation' });
  await expect(acquire({ priority: 'mutation' })).rejects.toThrow(BudgetExhausted);
});

it('has a budget for each key', async () => {
  const { acquire } = setUpBudget({ requestsPerMinute: 1 });
  await acquire({ key: 'one' });
  await acquire({ key: 'another' });
  await expect(acquire({ key: 'one' })).rejects.toThrow(BudgetExhausted);
});

it('gives the slot that a request waits for to no later one, even when the timer is late', async () => {
  let now = 0;
  const clock = { now: () => now, after: () => () => {} };
  await using budget = createMemoryBudget({ requestsPerMinute: 1, clock });
  const request = { key: 'key', caller: 'caller', priority: 'mutation' as const, maxWaitMs: 2 * MINUTE };
  (await budget.acquire(request)).release({ status: 200 });
  const order: string[] = [];
  const first = budget.acquire(request).then(() => order.push('first'));
  await macrotask();
  now = MINUTE + 1;
  void budget.acquire(request).then(() => order.push('second'));
  await first;
  expect(order).toEqual(['first']);
});

it('leaves a quarter of the budget to those who wait, whatever work goes on in the background', async () => {
  const { acquire, acquireMany } = setUpBudget({ requestsPerMinute: 20 });
  const background = await Promise.allSettled(Array.from({ length: 20 }, () => acquire({ priority: 'background' })));
  expect(background.filter(({ status }) => status === 'fulfilled')).toHaveLength(15);
  await acquireMany(3, { priority: 'interactive' });
  await expect(acquire({ priority: 'interactive' })).rejects.toThrow(BudgetExhausted);
  await acquireMany(2, { priority: 'mutation' });
});
