import { errors, type RetryHandler } from 'undici';
import type { RetryBudget } from './retry-budget.ts';

const MAX_RETRIES = 2;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** Statuses after which a read is worth repeating. 500 is among them: this upstream answers it on load as well as on bad input. */
export const RETRIED_STATUSES = [429, 500, 502, 503, 504];

/**
 * The retry policy of reads: twice at the most and within `budget`, full jitter over an exponential wait, or what `Retry-After`
 * says. Left to the caller are an answer that asks for a longer wait than a caller should sit through, a time-out (a slow
 * upstream is not helped by more requests), and a body that broke off after `isAnswered` (it is asked for anew as a whole, not
 * resumed).
 */
export function retryReads(
  budget: RetryBudget,
  { isAnswered, timeLeftMs }: { isAnswered: () => boolean; timeLeftMs: () => number },
): RetryHandler.RetryCallback {
  return (error, { state }, done) => {
    const waitMs = retryAfterMs(headersOf(error)) ?? Math.random() * FIRST_WAIT_MS * 2 ** state.counter;
    const isTooLong = waitMs > Math.min(LONGEST_WAIT_MS, timeLeftMs());
    const isHopeless = state.counter > MAX_RETRIES || isTooLong || isTimeout(error) || isRefusal(error) || isAnswered();
    if (isHopeless || !budget.withdraw()) {
      done(error);
      return;
    }
    // undici cancels the timer that a policy returns when the caller aborts.
    return setTimeout(() => done(null), waitMs);
  };
}

/** Reads `Retry-After`, seconds or date. */
export function retryAfterMs(headers: Record<string, string | string[] | undefined>): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** undici asks the policy about every status from 300 on: its own list of statuses is for its own policy. */
function isRefusal(error: Error): boolean {
  return error instanceof errors.RequestRetryError && !RETRIED_STATUSES.includes(error.statusCode);
}

export function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  );
}

function headersOf(error: Error): Record<string, string | string[] | undefined> {
  return 'headers' in error && typeof error.headers === 'object' && error.headers !== null ? { ...error.headers } : {};
}
