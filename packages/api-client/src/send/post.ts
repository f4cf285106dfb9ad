import { setTimeout as delay } from 'node:timers/promises';
import { ApiConnectionError, ApiTimeoutError } from '../errors.ts';

const MAX_POSTS = 3;

/**
 * Posts until an answer came or a post may have been processed: it is repeated only after a connection that was never
 * made. A 429, which proves the same, is repeated by the exchange.
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
  const isUnsent = (error instanceof ApiConnectionError || error instanceof ApiTimeoutError) && error.isUnsent;
  return isUnsent ? jitterMs : undefined;
}
