import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import { Refusal } from './refusal.ts';

/** What an API key opens. */
export interface ApiKey {
  /** The team it is bound to. */
  teamId: number;
  /** Other teams that a `Team-ID` header may choose. */
  otherTeamIds?: readonly number[];
}

export type ApiKeys = Record<string, ApiKey>;

export function bearerToken({ authorization = '' }: IncomingHttpHeaders): string | null {
  return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? null;
}

/** The team that the request reads and writes. @throws {Refusal} 401 for an unknown key, 403 for a team that is not the key's. */
export function authorize(keys: ApiKeys, headers: IncomingHttpHeaders): number {
  const token = bearerToken(headers);
  const key = token !== null && Object.hasOwn(keys, token) ? keys[token] : undefined;
  if (key === undefined) throw new Refusal(401, 'Unauthenticated.');
  const chosen = headers['team-id'];
  if (chosen === undefined) return key.teamId;
  const teamId = Number(chosen);
  if (teamId !== key.teamId && !key.otherTeamIds?.includes(teamId)) throw new Refusal(403, 'Access denied.');
  return teamId;
}

const WINDOW_MS = 60_000;

export interface RateLimit {
  /** Counts one request. A refused one is not counted. @throws {Refusal} 429 if the last 60 s have reached the limit. */
  count(apiKey: string): void;
  reset(): void;
}

/** A sliding log per API key: no 60 seconds hold more requests than the limit. */
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
