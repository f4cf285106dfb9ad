import { errors, type RetryHandler } from 'undici';
import { ApiBodyError } from '../errors.ts';
import { mayRetry, type Operation } from '../operation.ts';
import { UnexpectedBody } from '../wire/body.ts';
import { retryAfterMs } from './retry-after.ts';
import type { RetryBudget } from './retry-budget.ts';

const MAX_RETRIES = 2;
const BODY_TRIES = 3;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** Statuses of what stands before the API and finds it down or gone; from 520 on they are a CDN's. */
export const GATEWAY_STATUSES = [502, 503, 504, ...Array.from({ length: 11 }, (_, index) => 520 + index)];

/** Statuses after which a read is worth repeating. 500 is among them: this upstream answers it on load as well as on bad input. */
export const RETRIED_STATUSES = [429, 500, ...GATEWAY_STATUSES];

type Headers = Record<string, string | string[] | undefined>;

interface RetryConditions {
  /** Whether a 2xx has begun to arrive. */
  isAnswered: () => boolean;
  /** What the operation has left of its time. */
  timeLeftMs: () => number;
  /** Whether a request budget holds attempts back. */
  isBudgeted: boolean;
}

/**
 * The retry policy of reads: twice at the most and within `budget`, with full jitter over an exponential wait, or what
 * `Retry-After` says. After a 429 the request budget holds the next attempt back, so it is not held back here. Left to the
 * caller are an answer that asks for a longer wait than a caller should sit through, a time-out (a slow upstream is not helped
 * by more requests), and a body that broke off after `isAnswered` (it is asked for anew as a whole, not resumed).
 */
export function retryReads(
  budget: RetryBudget,
  { isAnswered, timeLeftMs, isBudgeted }: RetryConditions,
): RetryHandler.RetryCallback {
  return (error, { state }, done) => {
    // The request budget lets one probe at a time leave, and refuses who cannot wait for it.
    if (isBudgeted && isTooMany(error)) return done(null);
    const waitMs = waitBefore(error, state.counter);
    const isTooLong = waitMs > Math.min(LONGEST_WAIT_MS, timeLeftMs());
    const isHopeless = state.counter > MAX_RETRIES || isTooLong || isTimeout(error) || isRefusal(error) || isAnswered();
    if (isHopeless || !budget.withdraw(error)) {
      done(error);
      return;
    }
    // undici cancels the timer that a policy returns when the caller aborts.
    return setTimeout(() => done(null), waitMs);
  };
}

/** The retry policy of writes that must not be done twice: a 429 proves that the upstream did nothing. */
export function retryRefusedWrites(budget: RetryBudget, conditions: RetryConditions): RetryHandler.RetryCallback {
  const retry = retryReads(budget, conditions);
  return (error, context, done) => (isTooMany(error) ? retry(error, context, done) : done(error));
}

/** After a broken 2xx body, what may be repeated is; what reaches the caller is an `ApiBodyError`. */
export async function withBodyTries<T>(
  operation: Operation,
  retryBudget: RetryBudget,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (cause) {
      if (!(cause instanceof UnexpectedBody)) throw cause;
      const mayTry = tries < BODY_TRIES && mayRetry(operation);
      if (!mayTry || !retryBudget.withdraw()) {
        throw new ApiBodyError(`Unusable body, ${cause.message}`, operation, { cause });
      }
    }
  }
}

function isTooMany(error: Error): boolean {
  return error instanceof errors.RequestRetryError && error.statusCode === 429;
}

function waitBefore(error: Error, retries: number): number {
  return retryAfterMs(headersOf(error)) ?? Math.random() * FIRST_WAIT_MS * 2 ** retries;
}

function textOf(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header[0] : header)?.trim();
}

/** Whether the answer is a page of something in front of the API, such as a CDN's challenge: the API speaks JSON. */
export function isBlocked(status: number, headers: Headers): boolean {
  if (status !== 401 && status !== 403) return false;
  return headers['cf-mitigated'] !== undefined || /^\s*text\/html/i.test(textOf(headers['content-type']) ?? '');
}

/** undici asks the policy about every status from 300 on: its own list of statuses is for its own policy. */
function isRefusal(error: Error): boolean {
  if (!(error instanceof errors.RequestRetryError)) return false;
  return !RETRIED_STATUSES.includes(error.statusCode) && !isBlocked(error.statusCode, headersOf(error));
}

/** Whether an attempt took longer than it may: to connect, or to answer. */
export function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  );
}

function headersOf(error: Error): Headers {
  return 'headers' in error && typeof error.headers === 'object' && error.headers !== null ? { ...error.headers } : {};
}
