import type { SlotOutcome } from '@getsales-gateway/api-client';
import type { Clock } from '../clock.ts';
import { countedAs, fits, type Occupancy, type SlotKind, type Usage } from './forecast.ts';
import { blockedForMs, FORGOTTEN_AFTER_WINDOWS, FULL_PACE, limitAt, type Pace, paceAfter, paceTaken } from './pace.ts';

/** The budget that a log keeps. */
export interface Budget {
  requestsPerMinute: number;
  /** The minute. */
  windowMs: number;
}

/** A slot as the log knows it. Without an outcome it was never used. */
export interface LoggedSlot {
  finish(outcome?: SlotOutcome): void;
}

export type Taken = { slot: LoggedSlot } | { occupancy: Occupancy };

/** A sliding log of the requests of each key: grants a slot, or tells what is in the way. */
export interface SlotLog {
  take(key: string, kind: SlotKind): Taken | Promise<Taken>;
  look(key: string): Occupancy | Promise<Occupancy>;
  /** Takes no longer for many used slots than for few. */
  usage(key: string): Usage | Promise<Usage>;
}

/** The sliding log in this process. */
export interface MemoryLog extends SlotLog {
  take(key: string, kind: SlotKind): Taken;
  look(key: string): Occupancy;
  usage(key: string): Usage;
  /** Whether so many slots of this kind are free now. */
  hasRoom(key: string, kind: SlotKind, slots: number): boolean;
  /** Counts a slot that another log grants. */
  record(key: string, kind: SlotKind): LoggedSlot;
  /** Slots of the key that are used. */
  count(key: string): number;
  /** Keys with more used slots than that. */
  keysAbove(slots: number): string[];
}

/** How many slots a key has, and for how long it has none at all. */
export interface Allowance {
  requestsPerMinute: number;
  blockedForMs: number;
}

export interface MemoryLogOptions {
  clock: Clock;
  windowMs: number;
  /** The allowance of a key now: a replica's share of the budget varies. */
  allowance: (key: string) => Allowance;
}

/** What this process remembers of one key. */
interface KeyLog {
  used: Record<'write' | 'read', UsedSlots>;
  pace: Pace;
  lastUsedAt: number;
}

export function createMemoryLog({ clock, windowMs, allowance }: MemoryLogOptions): MemoryLog {
  const logs = createKeyLogs(clock, windowMs);

  function record(key: string, kind: SlotKind): LoggedSlot {
    const log = logs.open(key);
    const { era } = log.pace;
    const used = log.used[countedAs(kind)];
    used.start();
    Object.assign(log, { lastUsedAt: clock.now(), pace: paceTaken(log.pace) });
    return {
      finish(outcome?: SlotOutcome) {
        const now = clock.now();
        const requestsPerMinute = Math.max(1, allowance(key).requestsPerMinute);
        used.end(outcome && now + windowMs);
        log.pace = paceAfter(log.pace, outcome, { era, now, requestsPerMinute });
      },
    };
  }

  const usage = (key: string) => usageOf(logs.find(key), allowance(key), clock.now(), windowMs);

  function look(key: string): Occupancy {
    const now = clock.now();
    const { limit, blockedForMs } = usage(key);
    const { write, read } = logs.find(key).used;
    return { limit, blockedForMs, writes: write.waits(now, windowMs), reads: read.waits(now, windowMs) };
  }

  function hasRoom(key: string, kind: SlotKind, slots: number): boolean {
    const used = usage(key);
    return used.blockedForMs === 0 && fits(slots, kind, used);
  }

  return {
    hasRoom,
    look,
    record,
    usage,
    take: (key, kind) => (hasRoom(key, kind, 1) ? { slot: record(key, kind) } : { occupancy: look(key) }),
    count: (key) => countIn(logs.find(key), clock.now()),
    keysAbove: logs.keysAbove,
  };
}

function usageOf({ used, pace }: KeyLog, allowed: Allowance, now: number, windowMs: number): Usage {
  return {
    limit: limitAt(pace, allowed.requestsPerMinute),
    blockedForMs: Math.max(allowed.blockedForMs, blockedForMs(pace, now)),
    writes: used.write.count(now),
    reads: used.read.count(now),
    freeInMs: Math.max(used.write.freeIn(now, windowMs), used.read.freeIn(now, windowMs)),
  };
}

const NO_SLOTS: UsedSlots = { start() {}, end() {}, count: () => 0, waits: () => [], freeIn: () => 0 };
const UNUSED: KeyLog = { used: { write: NO_SLOTS, read: NO_SLOTS }, pace: FULL_PACE, lastUsedAt: 0 };

function countIn({ used }: Pick<KeyLog, 'used'>, now: number): number {
  return used.write.count(now) + used.read.count(now);
}

/** The log of each key. Callers bring keys as they like, so a key is forgotten as soon as nothing about it matters. */
function createKeyLogs(clock: Clock, windowMs: number) {
  const logs = new Map<string, KeyLog>();
  let sweptAt = clock.now();

  function matters({ used, pace, lastUsedAt }: KeyLog, now: number): boolean {
    if (countIn({ used }, now) > 0 || pace.blockedUntil > now) return true;
    const isSlowed = pace.share < 1 || pace.probe !== 'none';
    return isSlowed && now - lastUsedAt <= FORGOTTEN_AFTER_WINDOWS * windowMs;
  }

  function sweep(): void {
    const now = clock.now();
    if (now - sweptAt <= windowMs) return;
    sweptAt = now;
    for (const [key, log] of logs) if (!matters(log, now)) logs.delete(key);
  }

  return {
    keysAbove(slots: number): string[] {
      const now = clock.now();
      return [...logs].flatMap(([key, log]) => (countIn(log, now) > slots ? [key] : []));
    },
    /** The log of a key, only to be read. */
    find: (key: string): KeyLog => logs.get(key) ?? UNUSED,
    open(key: string): KeyLog {
      sweep();
      const known = logs.get(key);
      if (known) return known;
      const used = { write: createUsedSlots(), read: createUsedSlots() };
      const log = { used, pace: FULL_PACE, lastUsedAt: clock.now() };
      logs.set(key, log);
      return log;
    },
  };
}

/** The slots of one kind that are used. Counting them takes no longer in a large budget than in a small one. */
export interface UsedSlots {
  start(): void;
  /** Ends the use of a slot; without a time it is free at once. Times must not decrease. */
  end(freeAt?: number): void;
  count(now: number): number;
  /** Ms until each is free at the earliest; `underWayMs` for a request that has not ended. */
  waits(now: number, underWayMs: number): number[];
  /** Ms until all are free at the earliest. */
  freeIn(now: number, underWayMs: number): number;
}

const COMPACTED_AFTER = 1_000;

export function createUsedSlots(): UsedSlots {
  let underWay = 0;
  let freeAts: number[] = [];
  let first = 0;

  /** A window is closed at both ends: a slot is still used at the very instant it becomes free. */
  function forgetFree(now: number): void {
    while ((freeAts[first] ?? now) < now) first++;
    if (first < COMPACTED_AFTER || first < freeAts.length / 2) return;
    freeAts = freeAts.slice(first);
    first = 0;
  }

  return {
    start() {
      underWay++;
    },
    end(freeAt) {
      underWay--;
      if (freeAt !== undefined) freeAts.push(freeAt);
    },
    count(now) {
      forgetFree(now);
      return underWay + freeAts.length - first;
    },
    waits(now, underWayMs) {
      forgetFree(now);
      const ended = freeAts.slice(first).map((freeAt) => Math.max(1, freeAt - now));
      return [...ended, ...Array<number>(underWay).fill(underWayMs)];
    },
    freeIn(now, underWayMs) {
      const lastFreeIn = Math.max(0, (freeAts.at(-1) ?? now) - now);
      return underWay > 0 ? Math.max(underWayMs, lastFreeIn) : lastFreeIn;
    },
  };
}
