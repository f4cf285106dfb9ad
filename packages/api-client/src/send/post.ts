import { setTimeout as delay } from 'node:timers/promises';
import { ApiConnectionError, ApiStatusError, ApiTimeoutError } from '../errors.ts';

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
      await delay(waitMs, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
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
