import type { Priority, SlotOutcome } from '@getsales-gateway/api-client';

/** What the log tells apart: a tenth of the budget is closed to reads. */
export type SlotKind = 'write' | 'read';

export function kindOf(priority: Priority): SlotKind {
  return priority === 'mutation' ? 'write' : 'read';
}

/** What stands between a key and its next slots. */
export interface Occupancy {
  /** Slots per window at the present pace. */
  limit: number;
  /** Until the upstream, by a 429, allows the next request; 0 when it does. */
  blockedForMs: number;
  /** For each slot used by a write: ms until it is free at the earliest, at least 1. */
  writes: number[];
  /** The same for reads. */
  reads: number[];
}

/** A slot as the log knows it. Without an outcome it was never used. */
export interface LoggedSlot {
  finish(outcome?: SlotOutcome): void;
}

export type Taken = { slot: LoggedSlot } | { occupancy: Occupancy };

/** The sliding log of one or many keys: who asks gets a slot, or hears what is in the way. */
export interface SlotLog {
  take(key: string, kind: SlotKind): Taken | Promise<Taken>;
  look(key: string): Occupancy | Promise<Occupancy>;
}

/** A log that answers at once. */
export interface LocalLog {
  take(key: string, kind: SlotKind): Taken;
  /** Whether so many slots of this kind are free now. */
  hasRoom(key: string, kind: SlotKind, slots: number): boolean;
}

/** The budget that a log keeps. */
export interface Budget {
  requestsPerMinute: number;
  /** The minute. */
  windowMs: number;
}
