import { expect, it } from 'vitest';
import { mockUpstream } from '../../test/mock-upstream.ts';
import { createUpstream } from '../upstream.ts';
import type { Priority, RequestBudget } from './request-budget.ts';

it('asks whether a plan is affordable for the class that its reads will take', async () => {
  const asked: [Priority, number][] = [];
  const budget: RequestBudget = {
    requestsPerMinute: 300,
    acquire: () => Promise.reject(new Error('Nothing leaves')),
    afford: async ({ priority }, requests) => void asked.push([priority, requests]),
    standing: () => Promise.reject(new Error('Nobody asks')),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const upstream = createUpstream({ url: 'http://upstream.test', timeoutMs: 1_000, budget });
  await mockUpstream({ upstream }).api.afford(3);
  await mockUpstream({ upstream, readPriority: 'background' }).api.afford(4);
  expect(asked).toEqual([
    ['interactive', 3],
    ['background', 4],
  ]);
});
