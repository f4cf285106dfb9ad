import { toEpochMs, toInstant } from '../wire/timestamp.ts';

/**
 * Rows become visible upstream a little after the time that they carry. So long is looked back: what appears later than that is
 * missed.
 */
const OVERLAP_MS = 15_000;

/** Keys that are kept beyond those of the newest moment. More arrive within the overlap only when history is synced. */
const MAX_KEYS = 1_000;

/** A row's place in its log. */
export interface Entry {
  /** As `toInstant` writes it. */
  time: string;
  /** A short hash of the row, or of what it says now. */
  key: string;
}

/** How far a log was read. It is all that a cursor holds, so that any process can go on from it. */
export interface Position {
  /** Everything up to this moment is done with. */
  floor: string;
  /** What was read of later moments. */
  seen: readonly Entry[];
}

/** A position that moves as rows are read. */
export interface Progress {
  /** Moves past one row; false where it was read before. `now` bounds how far a row from the future moves it. */
  read(entry: Entry, now: number): boolean;
  position(): Position;
}

export function createProgress({ floor: initial, seen: read }: Position): Progress {
  const seen = new Map(read.map(({ key, time }) => [key, time]));
  let floor = initial;
  let newest = read.reduce((max, { time }) => later(max, time), '');

  function raise(to: string): void {
    if (to > floor) floor = to;
    for (const [key, time] of seen) {
      if (time > floor) break;
      seen.delete(key);
    }
  }

  return {
    read({ time, key }, now) {
      if (time <= floor || seen.has(key)) return false;
      seen.set(key, time);
      if (time > newest) newest = time;
      raise(toFloor(time, now));
      for (const [, oldest] of seen) {
        // Those that tie with the newest cannot be told from what may still come.
        if (seen.size <= MAX_KEYS || oldest === newest) break;
        raise(oldest);
      }
      return true;
    },
    position: () => ({ floor, seen: [...seen].map(([key, time]) => ({ key, time })) }),
  };
}

/** The moment up to which a log is done with once a row of this time was read. */
export function toFloor(time: string, now: number): string {
  const ms = Math.min(toEpochMs(time), now + OVERLAP_MS) - OVERLAP_MS;
  return Number.isNaN(ms) ? '' : (toInstant(new Date(ms).toISOString()) ?? '');
}

export function later(a: string, b: string): string {
  return a > b ? a : b;
}

export function byTime({ time: a }: { time: string }, { time: b }: { time: string }): number {
  return a < b ? -1 : Number(a > b);
}
