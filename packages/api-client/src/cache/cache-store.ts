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
  /** Hash of API key and team. No other caller gets the answer. */
  scope: string;
  /** The operation as text. */
  question: string;
  /** Whether it asks for a small collection. */
  isCollection?: boolean;
}

/** Where an answer came from; a `stale` one is older than it should be, because the upstream failed. */
export type Freshness = 'asked' | 'cached' | 'stale';

/** How old an answer may be, and whether it is worth keeping. */
export interface AgeLimits {
  /** In ms since it was asked for; 0 keeps nothing and reads nothing that is kept. */
  maxAgeMs: number;
  /** Whether an old answer is better than none when the upstream fails. A refusal (4xx) is passed on in any case. */
  mayBeStale: boolean;
  /** False for the answer of a read that somebody else began: its age is not known. Asked once the answer is there. */
  mayKeep?: () => boolean;
}

/** An answer, kept or new. */
export interface CachedRead {
  answer: unknown;
  freshness: Freshness;
  /** Since it was asked for. */
  ageMs: number;
}

/** Keeps answers in this process for a while: those of small collections, and what callers asked for who take older answers. */
export interface CacheStore {
  /** The kept answer, or else that of `ask`, which is then kept. */
  read(key: CacheKey, limits: AgeLimits, ask: () => Promise<unknown>): Promise<CachedRead>;
  /**
   * Drops what is kept for a scope or for an API key, given by its hash, small collections perhaps excepted. A read that is under
   * way is not kept either.
   */
  forget(scopeOrKey: string, options?: { keepsCollections: boolean }): void;
  forgetAll(): void;
}

interface Kept {
  answer: unknown;
  askedAt: number;
  epoch: string;
}

export function createCacheStore(): CacheStore {
  const answers = new LRUCache<string, Kept>({
    maxSize: MAX_SIZE,
    maxEntrySize: MAX_ENTRY_SIZE,
    sizeCalculation: ({ answer }) => JSON.stringify(answer)?.length ?? 1,
    ttl: LONGEST_STALE_MS,
  });
  const epochs = createEpochs();

  function find(key: CacheKey): CachedRead | undefined {
    const kept = answers.get(`${key.scope} ${key.question}`);
    if (kept?.epoch !== epochs.of(key)) return undefined;
    return { answer: kept.answer, freshness: 'cached', ageMs: performance.now() - kept.askedAt };
  }

  return {
    async read(key, { maxAgeMs, mayBeStale, mayKeep = () => true }, ask) {
      const askedAt = performance.now();
      if (maxAgeMs === 0) return { answer: await ask(), freshness: 'asked', ageMs: 0 };
      const found = find(key);
      if (found && found.ageMs < maxAgeMs) return found;
      const name = `${key.scope} ${key.question}`;
      const epoch = epochs.of(key);
      try {
        const answer = await ask();
        const ttl = maxAgeMs + (mayBeStale ? LONGEST_STALE_MS : 0);
        if (mayKeep() && epoch === epochs.of(key)) answers.set(name, { answer, askedAt, epoch }, { ttl });
        return { answer, freshness: 'asked', ageMs: 0 };
      } catch (error) {
        // Looked up again: the key may have been refused meanwhile.
        const old = mayBeStale && error instanceof ApiError && !isRefusal(error) ? find(key) : undefined;
        if (isRefusal(error)) answers.delete(name);
        if (!old) throw error;
        return { ...old, freshness: 'stale' };
      }
    },
    forget: (name, { keepsCollections } = { keepsCollections: false }) =>
      epochs.renew(keepsCollections ? rowsOf(name) : name),
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
    of: ({ key, scope, isCollection = false }: CacheKey) =>
      `${current(key)}:${current(scope)}${isCollection ? '' : `:${current(rowsOf(scope))}`}`,
    clear: () => epochs.clear(),
  };
}

/** Name of the epoch of all rows of a scope but those of small collections. */
function rowsOf(scope: string): string {
  return `rows ${scope}`;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status < 500 && error.status !== 429;
}
