import type { SlotOutcome } from '@getsales-gateway/api-client';

/**
 * How fast a key may go, learned from 429s: someone else uses the key too. A 429 halves the pace and shuts the key. Then one
 * request at a time probes it; while probes are refused the key stays shut for longer and longer. Each answer raises the pace a
 * little: a full window of answers gives back a tenth.
 */
export interface Pace {
  /** Part of the budget in use, 0 to 1. */
  share: number;
  /** Counts the slow-downs: a request that left before the last one says nothing about the present pace. */
  era: number;
  blockedUntil: number;
  probe: 'none' | 'wanted' | 'out';
  /** 429s in a row since the key was last answered. */
  refusals: number;
}

export const FULL_PACE: Pace = { share: 1, era: 0, blockedUntil: 0, probe: 'none', refusals: 0 };

export const SLOW_DOWN = 0.5;
export const SPEED_UP_PER_WINDOW = 0.1;
/** A 429 without `Retry-After` shuts the key for so long; it doubles with each refused probe. */
export const FIRST_BLOCK_MS = 1_000;
export const LONGEST_GUESSED_BLOCK_MS = 30_000;
/** Bounds on what `Retry-After` says. */
export const SHORTEST_BLOCK_MS = 1_000;
export const LONGEST_BLOCK_MS = 60_000;
/** A slowed key that was quiet for so many windows starts anew: answers would have given back its pace by then. */
export const FORGOTTEN_AFTER_WINDOWS = 1 / SPEED_UP_PER_WINDOW;
/** How soon to ask again whether a probe, perhaps another replica's, is back. */
export const PROBE_POLL_MS = 250;

/** Slots per window. */
export function limitAt({ share }: Pace, requestsPerMinute: number): number {
  return Math.max(1, Math.floor(requestsPerMinute * share));
}

export function blockedForMs({ blockedUntil, probe }: Pace, now: number): number {
  return Math.max(0, blockedUntil - now, probe === 'out' ? PROBE_POLL_MS : 0);
}

/** How long a 429 shuts the key; undefined where it does not say so. */
export function toBlockMs({ retryAfterMs }: SlotOutcome): number | undefined {
  if (retryAfterMs === undefined) return undefined;
  return Math.min(Math.max(retryAfterMs, SHORTEST_BLOCK_MS), LONGEST_BLOCK_MS);
}

function guessBlockMs(refusals: number): number {
  return Math.min(FIRST_BLOCK_MS * 2 ** refusals, LONGEST_GUESSED_BLOCK_MS);
}

/** The pace after a slot was taken. */
export function paceTaken(pace: Pace): Pace {
  return pace.probe === 'wanted' ? { ...pace, probe: 'out' } : pace;
}

export interface SlotEnd {
  /** In which the slot was taken. */
  era: number;
  now: number;
  requestsPerMinute: number;
}

/** The pace after a slot ended; without an outcome it was never used. */
export function paceAfter(pace: Pace, outcome: SlotOutcome | undefined, end: SlotEnd): Pace {
  const isCurrent = end.era === pace.era;
  if (outcome?.status === 429) return slowDown(pace, outcome, end);
  if (!isCurrent) return pace;
  if (typeof outcome?.status !== 'number') return pace.probe === 'out' ? { ...pace, probe: 'wanted' } : pace;
  const share = Math.min(1, pace.share + SPEED_UP_PER_WINDOW / (end.requestsPerMinute * pace.share));
  return { ...pace, share, probe: 'none', refusals: 0 };
}

function slowDown(pace: Pace, outcome: SlotOutcome, { era, now, requestsPerMinute }: SlotEnd): Pace {
  const isCurrent = era === pace.era;
  const blockMs = toBlockMs(outcome) ?? guessBlockMs(isCurrent ? pace.refusals : 0);
  const blockedUntil = Math.max(pace.blockedUntil, now + blockMs);
  if (!isCurrent) return { ...pace, blockedUntil };
  // A refused probe says that the key is still shut, not that it was too fast.
  const share = pace.probe === 'out' ? pace.share : Math.max(pace.share * SLOW_DOWN, 1 / requestsPerMinute);
  return { share, era: era + 1, blockedUntil, probe: 'wanted', refusals: pace.refusals + 1 };
}
