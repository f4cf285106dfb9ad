import type { AnswerPlace, AnswerStore } from './answer-store.ts';
import { ApiError, ApiStatusError } from './errors.ts';

/** What is older is worse than an error. */
const LONGEST_STALE_MS = 10 * 60_000;

/** How a kept answer was come by. */
export type Freshness = 'asked' | 'cached' | 'stale';

/** Answers kept for a while, by whose they are and what was asked. For small collections only: rows are never kept. */
export interface ReadCache {
  /**
   * The answer kept for a question, or else that of `ask`, kept for the next. While the upstream cannot answer, one that has
   * grown old is better than none; what it refuses (4xx) it refuses, and after a denial nothing old is left.
   * `ask` must not share a read that another `version` began.
   */
  read(
    question: Omit<AnswerPlace, 'keepMs'>,
    ask: (version: string) => Promise<unknown>,
  ): Promise<{ answer: unknown; freshness: Freshness }>;
  /** Drops what is kept for `scope`; what is being read now is not kept either, for it may be from before. Never rejects. */
  forget(scope: string): Promise<void>;
}

/** `ttlMs` 0 keeps nothing, and asks no store. */
export function createReadCache(ttlMs: number, store: AnswerStore): ReadCache {
  const keepMs = ttlMs + LONGEST_STALE_MS;
  return {
    async read(question, ask) {
      if (ttlMs === 0) return { answer: await ask(''), freshness: 'asked' };
      const place = { ...question, keepMs };
      const found = await store.find(place);
      if (found.kept && found.kept.ageMs < ttlMs) return { answer: found.kept.answer, freshness: 'cached' };
      try {
        const answer = await ask(found.version);
        found.keep(answer);
        return { answer, freshness: 'asked' };
      } catch (error) {
        if (isRefusal(error)) await store.drop(place);
        // Asked again, since the key may have been denied meanwhile.
        const { kept } = error instanceof ApiError && !isRefusal(error) ? await store.find(place) : {};
        if (!kept || kept.ageMs > keepMs) throw error;
        return { answer: kept.answer, freshness: 'stale' };
      }
    },
    async forget(scope) {
      if (ttlMs > 0) await store.empty(scope);
    },
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status < 500 && error.status !== 429;
}
