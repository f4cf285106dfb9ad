import { LRUCache } from 'lru-cache';

const KEEP_MS = 60_000;
const MAX_UUIDS = 50_000;
const MAX_SCOPES = 1_000;

/** UUIDs of one kind of row that do not exist, as one key and team have found. */
export interface GoneRows {
  has(uuid: string): boolean;
  add(uuid: string): void;
}

/** What each key and team has found not to exist, for a minute: what is gone is asked for once. */
export interface KnownGone {
  /** What is known now. What a read adds that began before `forget` counts for nothing. */
  of(scope: string, kind: string): GoneRows;
  /** Drops what is known for `scope`: a write may have created it. */
  forget(scope: string): void;
  /** Drops everything: a write may have been missed. */
  forgetAll(): void;
}

export function createKnownGone(): KnownGone {
  /** Until when each is taken for gone, by `performance.now()`. */
  const goneUntil = new LRUCache<string, number>({ max: MAX_UUIDS });
  const epochs = new LRUCache<string, number>({ max: MAX_SCOPES });
  let lastEpoch = 0;

  function epochOf(scope: string): number {
    const epoch = epochs.get(scope) ?? ++lastEpoch;
    epochs.set(scope, epoch);
    return epoch;
  }

  return {
    of(scope, kind) {
      const prefix = `${epochOf(scope)} ${kind} `;
      return {
        has: (uuid) => (goneUntil.get(prefix + uuid) ?? 0) > performance.now(),
        add: (uuid) => void goneUntil.set(prefix + uuid, performance.now() + KEEP_MS),
      };
    },
    forget: (scope) => void epochs.delete(scope),
    forgetAll: () => epochs.clear(),
  };
}
