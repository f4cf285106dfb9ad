import { setTimeout as delay } from 'node:timers/promises';
import { ApiBudgetError, ApiConnectionError, ApiStatusError, ApiTimeoutError } from '../errors.ts';

const MAX_POSTS = 3;
const LONGEST_WAIT_MS = 5_000;

/**
 * Posts until an answer came or a post may have been processed: it is repeated only after what proves that the last one was
 * not, a connection that was never made or a 429.
 */
export async function post<T>(attempt: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let posts = 1; ; posts++) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = waitBeforeRepeat(error, posts);
      if (waitMs === undefined || posts === MAX_POSTS) throw error;
      await delay(waitMs, undefined, { signal });
    }
  }
}

/** Whether it is certain that the upstream has not done what was asked: it said so, or never heard of it. */
export function isDefinite(error: unknown, signal: AbortSignal | undefined): boolean {
  if (error instanceof ApiStatusError) return error.status >= 400 && error.status < 500 && error.status !== 408;
  if (error instanceof ApiTimeoutError || error instanceof ApiConnectionError) return error.isUnsent;
  // A caller's leaving stops what has not left yet, and nothing else.
  return error instanceof ApiBudgetError || error === signal?.reason || isAbort(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function waitBeforeRepeat(error: unknown, posts: number): number | undefined {
  const jitterMs = Math.random() * 200 * 2 ** posts;
  if (error instanceof ApiStatusError && error.status === 429) {
    const waitMs = error.retryAfterMs ?? jitterMs;
    return waitMs > LONGEST_WAIT_MS ? undefined : waitMs;
  }
  const isUnsent = (error instanceof ApiConnectionError || error instanceof ApiTimeoutError) && error.isUnsent;
  return isUnsent ? jitterMs : undefined;
}
