import type { Clock } from '../clock.ts';
import type { SlotOutcome } from '../ports.ts';
import { hasRoom } from './forecast.ts';
import { blockedForMs, FORGOTTEN_AFTER_WINDOWS, FULL_PACE, limitAt, type Pace, paceAfter, paceTaken } from './pace.ts';
import type { LoggedSlot, Occupancy, SlotKind, Taken } from './slot-log.ts';
import { createUsedSlots, type UsedSlots } from './used-slots.ts';

interface KeyLog {
  used: Record<SlotKind, UsedSlots>;
  pace: Pace;
  lastUsedAt: number;
}

export interface MemoryLogOptions {
  clock: Clock;
  windowMs: number;
  /** The limit as it is now: a replica's share of it varies. */
  requestsPerMinute: () => number;
}

export interface MemoryLog {
  take(key: string, kind: SlotKind): Taken;
  look(key: string): Occupancy;
  /** Counts a slot that another log has granted. */
  record(key: string, kind: SlotKind): LoggedSlot;
}

/** The sliding log in this process. Keys at rest are forgotten. */
export function createMemoryLog({ clock, windowMs, requestsPerMinute }: MemoryLogOptions): MemoryLog {
  const keys = new Map<string, KeyLog>();
  let sweptAt = clock.now();

  function open(key: string, now: number): KeyLog {
    if (now - sweptAt > windowMs) {
      sweptAt = now;
      for (const [other, log] of keys) if (isAtRest(log, now, windowMs)) keys.delete(other);
    }
    const used = { write: createUsedSlots(), read: createUsedSlots() };
    const log = keys.get(key) ?? { used, pace: FULL_PACE, lastUsedAt: now };
    keys.set(key, log);
    return log;
  }

  function record(key: string, kind: SlotKind): LoggedSlot {
    const now = clock.now();
    const log = open(key, now);
    const { era } = log.pace;
    log.used[kind].start();
    log.lastUsedAt = now;
    log.pace = paceTaken(log.pace);
    return {
      finish(outcome?: SlotOutcome) {
        const now = clock.now();
        log.used[kind].end(outcome && now + windowMs);
        log.pace = paceAfter(log.pace, outcome, { era, now, requestsPerMinute: requestsPerMinute() });
      },
    };
  }

  function look(key: string): Occupancy {
    const now = clock.now();
    const { used, pace } = open(key, now);
    return {
      limit: limitAt(pace, requestsPerMinute()),
      blockedForMs: blockedForMs(pace, now),
      writes: used.write.waits(now, windowMs),
      reads: used.read.waits(now, windowMs),
    };
  }

  function isFree(key: string, kind: SlotKind): boolean {
    const now = clock.now();
    const { used, pace } = open(key, now);
    const [writes, reads] = [used.write.count(now), used.read.count(now)];
    return blockedForMs(pace, now) === 0 && hasRoom(kind, { limit: limitAt(pace, requestsPerMinute()), writes, reads });
  }

  return {
    record,
    look,
    take: (key, kind) => (isFree(key, kind) ? { slot: record(key, kind) } : { occupancy: look(key) }),
  };
}

function isAtRest({ used, pace, lastUsedAt }: KeyLog, now: number, windowMs: number): boolean {
  const isQuiet = now - lastUsedAt > FORGOTTEN_AFTER_WINDOWS * windowMs;
  return isQuiet && pace.blockedUntil <= now && used.write.count(now) + used.read.count(now) === 0;
}
