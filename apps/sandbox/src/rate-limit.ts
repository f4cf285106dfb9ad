import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import { Refusal } from './refusal.ts';

const WINDOW_MS = 60_000;

export interface RateLimit {
  /** Counts one request. What is refused is not counted. @throws {Refusal} 429 when the last 60 s hold as many as they may. */
  count(apiKey: string): void;
  reset(): void;
}

/** A sliding log per API key: no window of 60 s, wherever it begins, holds more than the limit. */
export function createRateLimit(clock: Clock, dialect: Dialect): RateLimit {
  const byKey = new Map<string, number[]>();
  return {
    count(apiKey) {
      const now = clock.now();
      const recent = (byKey.get(apiKey) ?? []).filter((at) => at > now - WINDOW_MS);
      byKey.set(apiKey, recent);
      const [oldest = now] = recent;
      if (dialect.requestsPerMinute !== null && recent.length >= dialect.requestsPerMinute) {
        const seconds = Math.ceil((oldest + WINDOW_MS - now) / 1000);
        const headers: Record<string, string> =
          dialect.retryAfter === 'present' ? { 'retry-after': String(seconds) } : {};
        throw new Refusal(429, 'Too Many Attempts.', {}, headers);
      }
      recent.push(now);
    },
    reset: () => byKey.clear(),
  };
}
