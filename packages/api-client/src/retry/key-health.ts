import { LRUCache } from 'lru-cache';
import type { Observer } from '../observer.ts';
import { type Breaker, type BreakerOptions, createBreaker } from './breaker.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

/** API keys whose health is known at most; the ones used longest ago are forgotten. */
const MAX_KEYS = 10_000;
const RETRY_SHARE = 0.2;
/** A key that was quiet for so long says nothing about the upstream. */
const ACTIVE_MS = 10_000;

/** How the upstream treats one API key: the trouble of one key is not everybody's. */
export interface KeyHealth {
  readonly breaker: Breaker;
  readonly retryBudget: RetryBudget;
}

interface Entry extends KeyHealth {
  usedAt: number;
  answeredAt: number;
}

export interface KeyHealthOptions {
  /** How long a failing upstream is left alone before one request is let through. */
  probeAfterMs: number;
  observer?: Observer | undefined;
}

/**
 * Returns the health of an API key, given by its hash. Breakers and retries count by key. Where most of at least two active
 * keys find the upstream down, it counts as down for every key that has had no answer of its own lately.
 */
export function createKeyHealth({ probeAfterMs, observer }: KeyHealthOptions): (key: string) => KeyHealth {
  const keys = new LRUCache<string, Entry>({ max: MAX_KEYS });
  let nextProbeAt = 0;
  /** Breakers that opened and have not closed, those of forgotten keys included. */
  let open = 0;

  /** While most keys are down, one request at a time is let through for the others. */
  function isDownForAll(entry: Entry): boolean {
    const now = performance.now();
    if (now - entry.answeredAt <= ACTIVE_MS || open < 2 || !mostAreDown(keys, now)) return false;
    if (now < nextProbeAt) return true;
    nextProbeAt = now + probeAfterMs;
    return false;
  }

  return (key) => {
    const now = performance.now();
    const known = keys.get(key);
    if (known) {
      known.usedAt = now;
      return known;
    }
    const entry = createEntry(now, {
      probeAfterMs,
      isDownForAll: () => isDownForAll(entry),
      onOpened() {
        open++;
        observer?.breakerOpened?.({ key });
      },
      onClosed() {
        open--;
        observer?.breakerClosed?.({ key });
      },
    });
    keys.set(key, entry);
    return entry;
  };
}

function createEntry(now: number, options: BreakerOptions): Entry {
  const entry: Entry = {
    breaker: createBreaker({
      ...options,
      onAnswer() {
        entry.answeredAt = performance.now();
      },
    }),
    retryBudget: createRetryBudget(RETRY_SHARE),
    usedAt: now,
    answeredAt: Number.NEGATIVE_INFINITY,
  };
  return entry;
}

function mostAreDown(keys: LRUCache<string, Entry>, now: number): boolean {
  let active = 0;
  let down = 0;
  for (const { usedAt, breaker } of keys.values()) {
    // The cache is ordered by use: the rest was used even earlier.
    if (now - usedAt > ACTIVE_MS) break;
    active++;
    if (breaker.isOpen()) down++;
  }
  return down >= 2 && down * 2 > active;
}
