import { LRUCache } from 'lru-cache';
import { ApiError, ApiStatusError } from '../errors.ts';

/** An older answer is worse than an error. */
const LONGEST_STALE_MS = 10 * 60_000;
/** All kept answers together, in characters of their JSON. */
const MAX_SIZE = 32 * 2 ** 20;
const MAX_ENTRY_SIZE = 2 ** 20;
const MAX_EPOCHS = 10_000;

/** Which kept answer is meant. */
export interface CacheKey {
  /** Hash of the API key. */
  key: string;
  /** Hash of the API key and the team: nobody else gets the answer. */
  scope: string;
  /** The operation as text. */
  question: string;
}

/** Where an answer came from; a `stale` one is older than it should be, because the upstream failed. */
export type Freshness = 'asked' | 'cached' | 'stale';

/** Keeps answers of small collections in this process for a while. Rows of leads and messages are never kept. */
export interface ReadCache {
  /**
   * The kept answer, or else that of `ask`, which is then kept. When the upstream fails, an old answer is better than none; a
   * refusal (4xx) is passed on.
   */
  read(key: CacheKey, ask: () => Promise<unknown>): Promise<{ answer: unknown; freshness: Freshness }>;
  /** Drops what is kept for a scope or for an API key, given by its hash. A read that is under way is not kept either. */
  forget(scopeOrKey: string): void;
  forgetAll(): void;
}

interface Kept {
  answer: unknown;
  keptAt: number;
  epoch: string;
}

/** `ttlMs` 0 keeps nothing. */
export function createReadCache(ttlMs: number): ReadCache {
  const keepMs = ttlMs + LONGEST_STALE_MS;
  const answers = new LRUCache<string, Kept>({
    maxSize: MAX_SIZE,
    maxEntrySize: MAX_ENTRY_SIZE,
    sizeCalculation: ({ answer }) => JSON.stringify(answer)?.length ?? 1,
    ttl: keepMs,
  });
  const epochs = createEpochs();

  function find({ key, scope, question }: CacheKey): (Kept & { ageMs: number }) | undefined {
    const kept = answers.get(`${scope} ${question}`);
    if (kept?.epoch !== epochs.of(key, scope)) return undefined;
    return { ...kept, ageMs: performance.now() - kept.keptAt };
  }

  return {
    async read(key, ask) {
      if (ttlMs === 0) return { answer: await ask(), freshness: 'asked' };
      const found = find(key);
      if (found && found.ageMs < ttlMs) return { answer: found.answer, freshness: 'cached' };
      const epoch = epochs.of(key.key, key.scope);
      try {
        const answer = await ask();
        if (epoch === epochs.of(key.key, key.scope))
          answers.set(`${key.scope} ${key.question}`, { answer, keptAt: performance.now(), epoch });
        return { answer, freshness: 'asked' };
      } catch (error) {
        // Looked up again: the key may have been refused meanwhile.
        const old = error instanceof ApiError && !isRefusal(error) ? find(key) : undefined;
        if (isRefusal(error)) answers.delete(`${key.scope} ${key.question}`);
        if (!old) throw error;
        return { answer: old.answer, freshness: 'stale' };
      }
    },
    forget: epochs.renew,
    forgetAll() {
      answers.clear();
      epochs.clear();
    },
  };
}

/** Epochs of scopes and API keys: an answer is good in the epoch in which its read began. A forgotten epoch begins anew. */
function createEpochs() {
  const epochs = new LRUCache<string, number>({ max: MAX_EPOCHS });
  let last = 0;
  const renew = (name: string) => void epochs.set(name, ++last);
  const current = (name: string) => {
    if (!epochs.has(name)) renew(name);
    return epochs.get(name);
  };
  return {
    renew,
    of: (key: string, scope: string) => `${current(key)}:${current(scope)}`,
    clear: () => epochs.clear(),
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status < 500 && error.status !== 429;
}
