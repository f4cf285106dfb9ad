import type { Clock } from '../clock.ts';
import { FORGOTTEN_AFTER_WINDOWS, FULL_PACE, type Pace } from './pace.ts';
import type { SlotKind } from './slot-log.ts';
import { createUsedSlots, type UsedSlots } from './used-slots.ts';

/** What this process remembers of one key. */
export interface KeyLog {
  used: Record<SlotKind, UsedSlots>;
  pace: Pace;
  lastUsedAt: number;
}

/** The log of each key. Callers bring keys as they like, so those at rest are forgotten. */
export function createKeyLogs(clock: Clock, windowMs: number): (key: string) => KeyLog {
  const logs = new Map<string, KeyLog>();
  let sweptAt = clock.now();
  return (key) => {
    const now = clock.now();
    if (now - sweptAt > windowMs) {
      sweptAt = now;
      for (const [other, log] of logs) if (isAtRest(log, now, windowMs)) logs.delete(other);
    }
    const known = logs.get(key);
    if (known) return known;
    const used = { write: createUsedSlots(), read: createUsedSlots() };
    const log = { used, pace: FULL_PACE, lastUsedAt: now };
    logs.set(key, log);
    return log;
  };
}

function isAtRest({ used, pace, lastUsedAt }: KeyLog, now: number, windowMs: number): boolean {
  const isQuiet = now - lastUsedAt > FORGOTTEN_AFTER_WINDOWS * windowMs;
  return isQuiet && pace.blockedUntil <= now && used.write.count(now) + used.read.count(now) === 0;
}
