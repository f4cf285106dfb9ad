import { hash } from 'node:crypto';

/** Whose request it is. */
export interface Credentials {
  apiKey: string;
  teamId?: string | undefined;
}

/** Credentials, and the names under which budgets, breakers and kept answers know them: the key itself is kept nowhere. */
export interface KnownCredentials extends Credentials {
  keyHash: string;
  scope: string;
}

/** Hashes once for a client: each hash takes a percent of a small query. */
export function toKnown(credentials: Credentials): KnownCredentials {
  return { ...credentials, keyHash: toKeyHash(credentials), scope: scopeOf(credentials) };
}

/** The budget is the key's, whatever team it speaks for. */
export function toKeyHash({ apiKey }: Credentials): string {
  return hash('sha256', apiKey);
}

/** Reads are shared by callers with the same key and team only. */
export function scopeOf({ apiKey, teamId = '' }: Credentials): string {
  return hash('sha256', JSON.stringify([apiKey, teamId]));
}
