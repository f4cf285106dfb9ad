import type { RequestBudget } from '@getsales-gateway/api-client';
import { type Clock, steadyClock } from '../clock.ts';
import { createBudget } from './budget.ts';
import { createMemoryLog } from './memory-log.ts';

/** The minute of "requests per minute". */
export const WINDOW_MS = 60_000;
/** Waiting requests of one key in one process at the most. */
export const MAX_QUEUED = 1_000;

export interface MemoryBudgetOptions {
  requestsPerMinute: number;
  maxQueued?: number;
  clock?: Clock;
}

/** The budget of a process that is alone with its API keys. It forgets at a restart what left before it. */
export function createMemoryBudget(options: MemoryBudgetOptions): RequestBudget {
  const { requestsPerMinute, maxQueued = MAX_QUEUED, clock = steadyClock } = options;
  const log = createMemoryLog({ clock, windowMs: WINDOW_MS, requestsPerMinute: () => requestsPerMinute });
  return {
    ...createBudget({ log, local: log, clock, maxQueued, budget: { requestsPerMinute, windowMs: WINDOW_MS } }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
