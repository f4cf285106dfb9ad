import type { SlotOutcome } from '@getsales-gateway/api-client';
import type { Clock } from '../clock.ts';
import { fits } from './forecast.ts';
import { createKeyLogs } from './key-logs.ts';
import { blockedForMs, limitAt, paceAfter, paceTaken } from './pace.ts';
import type { LocalLog, LoggedSlot, Occupancy, SlotKind } from './slot-log.ts';

export interface MemoryLogOptions {
  clock: Clock;
  windowMs: number;
  /** The limit as it is now: a replica's share of it varies. */
  requestsPerMinute: () => number;
}

export interface MemoryLog extends LocalLog {
  look(key: string): Occupancy;
  /** Counts a slot that another log has granted. */
  record(key: string, kind: SlotKind): LoggedSlot;
}

/** The sliding log in this process. */
export function createMemoryLog({ clock, windowMs, requestsPerMinute }: MemoryLogOptions): MemoryLog {
  const logOf = createKeyLogs(clock, windowMs);

  function record(key: string, kind: SlotKind): LoggedSlot {
    const log = logOf(key);
    const { era } = log.pace;
    log.used[kind].start();
    log.lastUsedAt = clock.now();
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
    const { used, pace } = logOf(key);
    const [writes, reads] = [used.write.waits(now, windowMs), used.read.waits(now, windowMs)];
    return { limit: limitAt(pace, requestsPerMinute()), blockedForMs: blockedForMs(pace, now), writes, reads };
  }

  function hasRoom(key: string, kind: SlotKind, slots: number): boolean {
    const now = clock.now();
    const { used, pace } = logOf(key);
    if (blockedForMs(pace, now) > 0) return false;
    const [writes, reads] = [used.write.count(now), used.read.count(now)];
    return fits(slots, kind, { limit: limitAt(pace, requestsPerMinute()), writes, reads });
  }

  const take = (key: string, kind: SlotKind) =>
    hasRoom(key, kind, 1) ? { slot: record(key, kind) } : { occupancy: look(key) };

  return { take, hasRoom, look, record };
}
