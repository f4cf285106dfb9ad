import type { SlotOutcome } from '@getsales-gateway/api-client';

/**
 * How fast a key may go, learned from 429s: someone else uses it too. One 429 halves the pace and closes the key; then
 * one request at a time probes it, and each answer opens it a little. A full window of answers gives back a tenth.
 */
export interface Pace {
  /** Of the budget, 0 to 1. */
  share: number;
  /** Counts the slow-downs: a request that left before the last one has no say about the pace. */
  era: number;
  blockedUntil: number;
  probe: 'none' | 'wanted' | 'out';
}

export const FULL_PACE: Pace = { share: 1, era: 0, blockedUntil: 0, probe: 'none' };

export const SLOW_DOWN = 0.5;
export const SPEED_UP_PER_WINDOW = 0.1;
/** A 429 without `Retry-After`: what clients of this upstream wait at the least (15 to 30 s). */
export const DEFAULT_BLOCK_MS = 15_000;
/** Whatever `Retry-After` says. */
export const SHORTEST_BLOCK_MS = 1_000;
/** A key that was quiet for so many windows starts anew: answers would have given back its pace by then. */
export const FORGOTTEN_AFTER_WINDOWS = 1 / SPEED_UP_PER_WINDOW;
/** How soon to ask again whether a probe, perhaps another replica's, is back. */
export const PROBE_POLL_MS = 250;

export function limitAt({ share }: Pace, requestsPerMinute: number): number {
  return Math.max(1, Math.floor(requestsPerMinute * share));
}

export function blockedForMs({ blockedUntil, probe }: Pace, now: number): number {
  return Math.max(0, blockedUntil - now, probe === 'out' ? PROBE_POLL_MS : 0);
}

export function blockMs({ retryAfterMs = DEFAULT_BLOCK_MS }: SlotOutcome): number {
  return Math.max(retryAfterMs, SHORTEST_BLOCK_MS);
}

/** The pace after a slot is taken. */
export function paceTaken(pace: Pace): Pace {
  return pace.probe === 'wanted' ? { ...pace, probe: 'out' } : pace;
}

/** The pace after a slot taken in `era` ended; without an outcome it was never used. */
export function paceAfter(
  pace: Pace,
  outcome: SlotOutcome | undefined,
  { era, now, requestsPerMinute }: { era: number; now: number; requestsPerMinute: number },
): Pace {
  const isCurrent = era === pace.era;
  if (outcome?.status === 429) {
    const blockedUntil = Math.max(pace.blockedUntil, now + blockMs(outcome));
    if (!isCurrent) return { ...pace, blockedUntil };
    const share = Math.max(pace.share * SLOW_DOWN, 1 / requestsPerMinute);
    return { share, era: era + 1, blockedUntil, probe: 'wanted' };
  }
  if (!isCurrent) return pace;
  if (typeof outcome?.status !== 'number') return pace.probe === 'out' ? { ...pace, probe: 'wanted' } : pace;
  const share = Math.min(1, pace.share + SPEED_UP_PER_WINDOW / (requestsPerMinute * pace.share));
  return { ...pace, share, probe: 'none' };
}
