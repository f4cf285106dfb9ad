import type { Mark } from './anchor.ts';
import type { Run } from './run.ts';

/** A search for a mark by position. */
export interface Search {
  /** The mark lies between these, unless the list moved. */
  low: number;
  high: number;
  /** How far the next step goes where no bound is nearer; 0 before the first. */
  step: number;
  total: number | null;
  /** Where the mark was last expected to be. */
  expected: number;
}

export interface Step {
  search: Search;
  /** Position to look at. */
  guess: number;
  /** Whether to look right beside the run instead, if it has rows. */
  isBeside: boolean;
}

const FIRST_STEP = 100;

export function startSearch(expected: number, total: number | null): Search {
  return { low: 0, high: Number.POSITIVE_INFINITY, step: 0, total, expected };
}

/**
 * Where to look after a run without the mark: where the change of the total puts it, else beside the run, else twice as far as
 * before, else half-way.
 */
export function nextStep(search: Search, run: Run<unknown>, mark: Mark, look: 'earlier' | 'later'): Step {
  const { isUnsure, ...narrowed } = narrow(search, run, look);
  const { low, high, step, total } = narrowed;
  const expected = expectedAt(mark, total) ?? search.expected;
  if (expected !== search.expected && expected >= low && expected <= high) {
    return { search: { ...narrowed, expected }, guess: expected, isBeside: false };
  }
  const middle = Math.floor((low + high) / 2);
  const guess = look === 'later' ? Math.min(low + step, middle) : Math.max(high - step, middle);
  return { search: { ...narrowed, step: step * 2 || FIRST_STEP }, guess, isBeside: isUnsure || step === 0 };
}

/**
 * The bounds after a run without the mark. Where it does not fit them, or does not narrow them, the list has moved or answers
 * are short: what lies right beside the run must be seen then.
 */
function narrow(search: Search, run: Run<unknown>, look: 'earlier' | 'later'): Search & { isUnsure: boolean } {
  const { total } = run;
  const drift = driftOf(search.total, total);
  const low = Math.max(0, search.low + Math.min(0, drift), look === 'later' ? run.end : 0);
  const high = Math.min(search.high + Math.max(0, drift), look === 'earlier' ? run.start : Number.POSITIVE_INFINITY);
  if (low <= high) return { ...search, low, high, total, isUnsure: low === search.low && high === search.high };
  return { ...startSearch(search.expected, total), ...(look === 'later' ? { low } : { high }), isUnsure: true };
}

function expectedAt(mark: Mark, total: number | null): number | undefined {
  if (mark === 'start') return 0;
  if (mark === 'end') return total ?? undefined;
  return mark.total === null || total === null ? undefined : mark.position + driftOf(mark.total, total);
}

/** By how much a list grew, as far as is known. */
export function driftOf(before: number | null, now: number | null): number {
  return before === null || now === null ? 0 : now - before;
}
