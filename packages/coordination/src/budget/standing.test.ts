import { expect, it } from 'vitest';
import { MINUTE, setUpBudget } from '../../test/budget-stage.ts';

it('tells what is left of the minute of a key, and when all of it is free again', async () => {
  const { clock, budget, acquireMany } = setUpBudget({ requestsPerMinute: 10 });
  expect(await budget.standing('key')).toEqual({ limit: 10, remaining: 10, resetAt: null });
  const [slot, ...others] = await acquireMany(4);
  for (const other of others) other.release({ status: 200 });
  await clock.advance(20_000);
  expect(await budget.standing('key')).toEqual({ limit: 10, remaining: 6, resetAt: clock.now() + MINUTE });
  slot?.release();
  expect(await budget.standing('key')).toEqual({ limit: 10, remaining: 7, resetAt: clock.now() + 40_000 });
  expect(await budget.standing('another')).toEqual({ limit: 10, remaining: 10, resetAt: null });
});

it('tells that nothing is left while the upstream has shut the key', async () => {
  const { clock, acquire, budget } = setUpBudget({ requestsPerMinute: 10 });
  (await acquire()).release({ status: 429, retryAfterMs: 5_000 });
  expect(await budget.standing('key')).toMatchObject({ remaining: 0 });
  await clock.advance(5_000);
  // Half the pace, less the one that was refused.
  expect(await budget.standing('key')).toMatchObject({ limit: 10, remaining: 4 });
});
