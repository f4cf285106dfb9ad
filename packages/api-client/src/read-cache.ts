import { LRUCache } from 'lru-cache';
import { ApiError, ApiStatusError } from './errors.ts';

const MAX_ANSWERS = 1_000;
/** What is older is worse than an error. */
const LONGEST_STALE_MS = 10 * 60_000;

interface Kept {
  answer: unknown;
  keptAt: number;
}

/** How a kept answer was come by. */
export type Freshness = 'asked' | 'cached' | 'stale';

/** Answers kept for a while, by whose they are and what was asked. For small collections only: rows are never kept. */
export interface ReadCache {
  /**
   * The answer kept under `key`, or else that of `ask`, kept for the next. While the upstream cannot answer, one that has
   * grown old is better than none; what it refuses (4xx) it refuses, and after a denial nothing old is left.
   */
  read(scope: string, key: string, ask: () => Promise<unknown>): Promise<{ answer: unknown; freshness: Freshness }>;
  /** Drops what is kept for `scope`; what is being read now is not kept either, for it may be from before. */
  forget(scope: string): void;
}

/** `ttlMs` 0 keeps nothing. */
export function createReadCache(ttlMs: number): ReadCache {
  const answers = new LRUCache<string, Kept>({
    max: MAX_ANSWERS,
    ttl: ttlMs,
    allowStale: true,
    noDeleteOnStaleGet: true,
  });
  // One count for all scopes: a write of somebody else costs a request at the worst.
  let forgotten = 0;

  return {
    async read(scope, key, ask) {
      if (ttlMs === 0) return { answer: await ask(), freshness: 'asked' };
      const place = toPlace(scope, key);
      const fresh = answers.get(place, { allowStale: false });
      if (fresh) return { answer: fresh.answer, freshness: 'cached' };
      const before = forgotten;
      try {
        const answer = await ask();
        if (forgotten === before) answers.set(place, { answer, keptAt: performance.now() });
        return { answer, freshness: 'asked' };
      } catch (error) {
        if (isRefusal(error)) answers.delete(place);
        const stale = error instanceof ApiError ? answers.get(place) : undefined;
        if (stale === undefined || performance.now() - stale.keptAt > ttlMs + LONGEST_STALE_MS) throw error;
        return { answer: stale.answer, freshness: 'stale' };
      }
    },
    forget(scope) {
      forgotten++;
      for (const place of answers.keys()) if (place.startsWith(toPlace(scope, ''))) answers.delete(place);
    },
  };
}

function toPlace(scope: string, key: string): string {
  return `${scope} ${key}`;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status < 500 && error.status !== 429;
}
