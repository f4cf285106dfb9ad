import type { Clock } from '../clock.ts';
import type { SlotOutcome } from '../ports.ts';
import { createForecast } from './forecast.ts';
import { blockedForMs, FORGOTTEN_AFTER_WINDOWS, FULL_PACE, limitAt, type Pace, paceAfter, paceTaken } from './pace.ts';
import type { LoggedSlot, Occupancy, SlotKind, Taken } from './slot-log.ts';

interface UsedSlot {
  kind: SlotKind;
  /** Infinity while the request is under way: only its end starts the window. */
  freeAt: number;
}

interface KeyLog {
  used: Set<UsedSlot>;
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

  function open(key: string): KeyLog {
    const now = clock.now();
    if (now - sweptAt > windowMs) {
      sweptAt = now;
      for (const [other, log] of keys) if (isAtRest(log, now, windowMs)) keys.delete(other);
    }
    const log = keys.get(key) ?? { used: new Set(), pace: FULL_PACE, lastUsedAt: now };
    keys.set(key, log);
    forgetFree(log, now);
    return log;
  }

  function record(key: string, kind: SlotKind): LoggedSlot {
    const log = open(key);
    const slot: UsedSlot = { kind, freeAt: Number.POSITIVE_INFINITY };
    const { era } = log.pace;
    log.used.add(slot);
    log.lastUsedAt = clock.now();
    log.pace = paceTaken(log.pace);
    return {
      finish(outcome?: SlotOutcome) {
        const now = clock.now();
        if (outcome) slot.freeAt = now + windowMs;
        else log.used.delete(slot);
        log.pace = paceAfter(log.pace, outcome, { era, now, requestsPerMinute: requestsPerMinute() });
      },
    };
  }

  function look(key: string): Occupancy {
    const { used, pace } = open(key);
    const now = clock.now();
    const waits = (kind: SlotKind) =>
      [...used].filter((slot) => slot.kind === kind).map(({ freeAt }) => Math.max(1, Math.min(freeAt - now, windowMs)));
    return {
      limit: limitAt(pace, requestsPerMinute()),
      blockedForMs: blockedForMs(pace, now),
      writes: waits('write'),
      reads: waits('read'),
    };
  }

  return {
    record,
    look,
    take(key, kind) {
      const occupancy = look(key);
      const isFree = createForecast(occupancy, windowMs).waitFor(kind) === 0;
      return isFree ? { slot: record(key, kind) } : { occupancy };
    },
  };
}

/** A window is closed at both ends: a slot is still used at the very instant it becomes free. */
function forgetFree({ used }: KeyLog, now: number): void {
  for (const slot of used) if (slot.freeAt < now) used.delete(slot);
}

function isAtRest({ used, pace, lastUsedAt }: KeyLog, now: number, windowMs: number): boolean {
  const isQuiet = now - lastUsedAt > FORGOTTEN_AFTER_WINDOWS * windowMs;
  return isQuiet && pace.blockedUntil <= now && [...used].every(({ freeAt }) => freeAt < now);
}
