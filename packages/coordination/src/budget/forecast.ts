import type { Priority } from '@getsales-gateway/api-client';

/** Kinds of requests: a tenth of the budget is closed to reads, and a quarter to background work. */
export type SlotKind = 'write' | 'read' | 'background';

const KINDS = { mutation: 'write', interactive: 'read', background: 'background' } as const;

export function kindOf(priority: Priority): SlotKind {
  return KINDS[priority];
}

/** As what a used slot counts: work in the background has no log of its own. */
export function countedAs(kind: SlotKind): 'write' | 'read' {
  return kind === 'write' ? 'write' : 'read';
}

/** What stands between a key and its next slots. */
export interface Occupancy {
  /** Slots per window at the present pace, at least 1. */
  limit: number;
  /** How long no request may leave at all, in ms. */
  blockedForMs: number;
  /** For each slot used by a write: ms until it is free at the earliest, at least 1. */
  writes: number[];
  /** The same for reads. */
  reads: number[];
}

/** How far a key has used its slots, in numbers alone. */
export interface Usage extends Pick<Occupancy, 'limit' | 'blockedForMs'> {
  writes: number;
  reads: number;
  /** Ms until no slot is used any more, if no more are taken. */
  freeInMs: number;
}

/** One slot in so many is kept for mutations. */
export const RESERVE = 10;
/** One slot in so many is free of work in the background, so that who waits for an answer finds one at once. */
export const FOREGROUND_RESERVE = 4;

function toReadLimit(limit: number): number {
  return limit - Math.floor(limit / RESERVE);
}

function toBackgroundLimit(limit: number): number {
  return limit - Math.floor(limit / FOREGROUND_RESERVE);
}

/** Whether so many slots of this kind are free, by the numbers of used ones alone. */
export function fits(
  slots: number,
  kind: SlotKind,
  { limit, writes, reads }: Pick<Usage, 'limit' | 'writes' | 'reads'>,
): boolean {
  const inAll = kind === 'background' ? toBackgroundLimit(limit) : limit;
  return writes + reads + slots <= inAll && (kind === 'write' || reads + slots <= toReadLimit(limit));
}

/** Foretells, in the order of service, when further slots will be free at the earliest. */
export interface Forecast {
  /** Ms until the next slot of this kind; 0 when it is free now. */
  waitFor(kind: SlotKind): number;
  /** Gives that slot away. */
  use(kind: SlotKind): void;
}

export function createForecast({ limit, blockedForMs, writes, reads }: Occupancy, windowMs: number): Forecast {
  // Both stay sorted: in the order of service waits only grow, and a slot given away is free a window later than any other.
  const allWaits = [...writes, ...reads].sort(ascending);
  const readWaits = reads.toSorted(ascending);
  const waitFor = (kind: SlotKind) =>
    Math.max(
      blockedForMs,
      waitIn(allWaits, kind === 'background' ? toBackgroundLimit(limit) : limit),
      kind === 'write' ? 0 : waitIn(readWaits, toReadLimit(limit)),
    );
  return {
    waitFor,
    use(kind) {
      const freeIn = waitFor(kind) + windowMs;
      allWaits.push(freeIn);
      if (kind !== 'write') readWaits.push(freeIn);
    },
  };
}

/** With `limit` slots the next one waits until all but `limit - 1` of the used ones are free. */
function waitIn(waits: number[], limit: number): number {
  return waits[waits.length - limit] ?? 0;
}

function ascending(a: number, b: number): number {
  return a - b;
}
