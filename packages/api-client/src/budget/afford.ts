import { ApiBudgetError } from '../errors.ts';
import { toKeyHash } from '../exchange/credentials.ts';
import type { RequestOptions } from '../request.ts';
import { BudgetExhausted, type BudgetStanding } from './request-budget.ts';

/** What an error names in place of one operation. */
const PLAN = { method: 'GET', path: '(several requests)' } as const;

/**
 * Asks, before the first of so many reads, whether all of them can start in time: a plan that cannot be finished is not begun.
 * It reserves nothing, and without a budget everything can be afforded.
 */
export function affordOf({
  upstream,
  apiKey,
  caller = '',
  readPriority: priority = 'interactive',
  timeLeftMs = () => Number.POSITIVE_INFINITY,
}: RequestOptions) {
  const { budget, maxWaitMs } = upstream;
  /** @throws {ApiBudgetError} */
  return async (requests: number): Promise<void> => {
    if (!budget || !apiKey || requests === 0) return;
    const key = toKeyHash({ apiKey });
    const plan = { key, caller, priority, maxWaitMs: Math.min(maxWaitMs, timeLeftMs()) };
    await budget.afford(plan, requests).catch((error: unknown) => {
      if (!(error instanceof BudgetExhausted)) throw error;
      throw new ApiBudgetError(PLAN, error, { requests, requestsPerMinute: budget.requestsPerMinute });
    });
  };
}

/** How the caller's key stands with its budget; null without a key or a budget. Costs no request. */
export function standingOf({ upstream: { budget }, apiKey }: RequestOptions) {
  return async (): Promise<BudgetStanding | null> => (budget && apiKey ? budget.standing(toKeyHash({ apiKey })) : null);
}
