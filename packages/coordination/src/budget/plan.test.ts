import { BudgetExhausted } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { MINUTE, setUpBudget } from '../../test/budget-stage.ts';

it('refuses a plan that cannot finish in time before its first request, and says when it could', async () => {
  const { clock, budget, request, acquireMany } = setUpBudget({ requestsPerMinute: 10 });
  for (const slot of await acquireMany(6)) slot.release({ status: 200 });
  await clock.advance(30_000);
  await budget.afford(request(), 4);
  await expect(budget.afford(request(), 5)).rejects.toEqual(new BudgetExhausted(30_000));
  await expect(budget.afford(request({ maxWaitMs: 10_000 }), 5)).rejects.toEqual(new BudgetExhausted(20_000));
  await budget.afford(request({ maxWaitMs: 30_000 }), 5);
  await acquireMany(4);
});

it('counts the requests that already wait against a plan', async () => {
  const { clock, acquire, budget, request } = setUpBudget({ requestsPerMinute: 1 });
  (await acquire()).release({ status: 200 });
  await budget.afford(request({ maxWaitMs: MINUTE }), 1);
  void acquire({ maxWaitMs: 2 * MINUTE });
  await clock.advance(0);
  await expect(budget.afford(request({ maxWaitMs: MINUTE }), 1)).rejects.toEqual(new BudgetExhausted(MINUTE));
});

it('says that no waiting helps a plan that is larger than the budget', async () => {
  const { budget, request } = setUpBudget({ requestsPerMinute: 10 });
  await budget.afford(request(), 10);
  await expect(budget.afford(request({ maxWaitMs: 10_000 }), 11)).rejects.toEqual(new BudgetExhausted(undefined));
});
