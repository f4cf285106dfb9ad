import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mockUpstream, WINDOW } from '../../test/mock-upstream.ts';
import { createRetryBudget } from './retry-budget.ts';

it('never lets more than its share of the traffic be retries, beyond what was saved up', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (events) => {
      const budget = createRetryBudget(0.2);
      let requests = 0;
      let retries = 0;
      for (const isRetry of events) {
        if (!isRetry) {
          budget.deposit();
          requests++;
        } else if (budget.withdraw()) retries++;
      }
      expect(retries).toBeLessThanOrEqual(10 + requests * 0.2);
    }),
  );
});

it('lets retries out again as traffic goes on', () => {
  const budget = createRetryBudget(0.2);
  while (budget.withdraw());
  for (let request = 0; request < 5; request++) budget.deposit();
  expect([budget.withdraw(), budget.withdraw()]).toEqual([true, false]);
});

it('keeps the retries of a client to a fifth of its reads', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream
    .intercept({ path: /^\/leads\/api\/leads\?/ })
    .reply(500, '')
    .persist();
  const reads = Array.from({ length: 100 }, (_, offset) => api.leads.list({ ...WINDOW, offset }).catch(() => {}));
  await Promise.all(reads);
  const requests = calls.reduce((sum, call) => sum + call.requests, 0);
  // Ten are saved up, and a hundred reads allow for twenty more.
  expect(requests).toBeGreaterThan(100);
  expect(requests).toBeLessThanOrEqual(130);
});
