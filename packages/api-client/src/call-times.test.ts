import { afterEach, expect, it, vi } from 'vitest';
import { mockUpstream, WINDOW } from '../test/mock-upstream.ts';
import { BudgetExhausted, type RequestBudget } from './budget/request-budget.ts';
import { createUpstream } from './upstream.ts';

afterEach(() => void vi.restoreAllMocks());

const PAGE = /^\/leads\/api\/leads\?/;

/** A stack whose time passes only in the budget, 700 ms for each attempt, and in the upstream, 30 ms. */
function setUp(refuse: () => boolean = () => false) {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const budget: RequestBudget = {
    requestsPerMinute: 300,
    async acquire() {
      now += 700;
      if (refuse()) throw new BudgetExhausted(1_000);
      return { release() {} };
    },
    afford: () => Promise.resolve(),
    standing: () => Promise.resolve({ limit: 300, remaining: 300, resetAt: null }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const { dispatcher, upstream: origin } = mockUpstream();
  const upstream = {
    ...createUpstream({ url: 'http://upstream.test', timeoutMs: 1_000, budget }),
    reads: dispatcher,
    writes: dispatcher,
  };
  const { api, calls } = mockUpstream({ upstream });
  const answer = (status: number, body: object) =>
    origin.intercept({ path: PAGE }).reply(() => {
      now += 30;
      return { statusCode: status, data: JSON.stringify(body) };
    });
  return { api, calls, answer };
}

it('tells the wait for the budget, the attempts and their time on the wire apart', async () => {
  const { api, calls, answer } = setUp();
  answer(200, { data: [], total: 0 });
  await api.leads.list(WINDOW);
  expect(calls).toMatchObject([{ requests: 1, waitMs: 700, wireMs: 30, ms: 730 }]);
});

it('adds up the times of all attempts', async () => {
  const { api, calls, answer } = setUp();
  answer(503, {});
  answer(200, { data: [], total: 0 });
  await api.leads.list(WINDOW);
  expect(calls).toMatchObject([{ requests: 2, waitMs: 1_400, wireMs: 60 }]);
});

it('counts the wait of a request that the budget then refuses, and no attempt', async () => {
  const { api, calls } = setUp(() => true);
  await expect(api.leads.list(WINDOW)).rejects.toMatchObject({ name: 'ApiBudgetError' });
  expect(calls).toMatchObject([{ requests: 0, waitMs: 700, wireMs: 0 }]);
});
