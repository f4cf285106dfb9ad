import { BudgetExhausted, type Slot } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { MINUTE, setUpBudget } from '../../test/budget-stage.ts';

it('sends nothing for as long as a 429 asks, then one probe, and the rest when the probe is answered', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 100 });
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

it('refuses a waiting request when a 429 shuts the key for longer than it can wait', async () => {
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 2 });
  const slot = await acquire();
  (await acquire()).release({ status: 200 });
  const waiting = acquire({ maxWaitMs: MINUTE + 1_000 });
  await clock.advance(10_000);
  slot.release({ status: 429, retryAfterMs: 60_000 });
  await expect(waiting).rejects.toEqual(new BudgetExhausted(60_000));
});

it('serves half as many requests a minute after a 429', async () => {
  const { clock, acquire, acquireMany } = setUpBudget({ requestsPerMinute: 100 });
  (await acquire()).release({ status: 429, retryAfterMs: 1_000 });
  await clock.advance(MINUTE + 1);
  (await acquire()).release({ status: 200 });
  await acquireMany(49);
  await expect(acquire()).rejects.toThrow(BudgetExhausted);
});
