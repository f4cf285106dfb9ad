import type { Anchor, Mark } from './anchor.ts';
import type { Row } from './list-source.ts';
import type { Item, Run, Walk } from './run.ts';
import { driftOf } from './search.ts';

/**
 * A mark's place in a run, between `items[gap - 1]` and `items[gap]`, or on which side of the run to look for it. The place is
 * lost where rows tie with the mark and nothing is left that tells it from theirs.
 */
export type Verdict = { gap: number; isLost: boolean } | { look: 'earlier' | 'later'; isTied: boolean };

/** Where an item stands to an anchor: negative before it, positive after it, 0 where they tie. */
export type Side<T> = (item: Item<T>) => number;

/**
 * Finds a mark in a run. A walk forward goes on at the gap, a walk backward ends there. An anchor is gone only when everything
 * between its neighbours (without them: between smaller and greater sort values) is in sight and it is not there.
 */
export function place<T extends Row>(
  run: Run<T>,
  mark: Mark,
  walk: Walk,
  sideOf: (anchor: Anchor) => Side<T>,
): Verdict {
  if (mark === 'start') return run.start === 0 ? { gap: 0, isLost: false } : { look: 'earlier', isTied: false };
  if (mark === 'end') {
    if (run.end === run.start && run.start > 0) return { look: 'earlier', isTied: false };
    return run.more === false ? { gap: run.items.length, isLost: false } : { look: 'later', isTied: false };
  }
  return placeAnchor(run, mark, walk, sideOf(mark));
}

function placeAnchor<T extends Row>(run: Run<T>, anchor: Anchor, walk: Walk, side: Side<T>): Verdict {
  const { items } = run;
  const lower = indexOr(
    items.length,
    items.findIndex((item) => side(item) >= 0),
  );
  const upper = indexOr(
    items.length,
    items.findIndex((item, index) => index >= lower && side(item) > 0),
  );
  const ties = items.slice(lower, upper).map(({ row }) => row.uuid);
  const own = ties.indexOf(anchor.uuid);
  if (own >= 0) return { gap: lower + own + (walk === 'forward' ? 1 : 0), isLost: false };

  const before = ties.findLastIndex((uuid) => anchor.before.includes(uuid));
  const after = ties.findIndex((uuid) => anchor.after.includes(uuid));
  const left = before < 0 ? undefined : lower + before + 1;
  const right = after < 0 ? undefined : lower + after;
  const from = left ?? (lower > 0 || run.start === 0 ? lower : undefined);
  const to = right ?? (upper < items.length || run.more === false ? upper : undefined);
  if (from === undefined || to === undefined) {
    const isEarlier = from === undefined && (to !== undefined || isNearStart(anchor, run));
    return { look: isEarlier ? 'earlier' : 'later', isTied: ties.length > 0 };
  }
  const gap = walk === 'forward' ? (left ?? right ?? from) : (right ?? left ?? to);
  return { gap, isLost: left === undefined && right === undefined && ties.length > 0 };
}

function indexOr(fallback: number, index: number): number {
  return index < 0 ? fallback : index;
}

function isNearStart({ position, total }: Anchor, run: Run<unknown>): boolean {
  const expected = position + driftOf(total, run.total);
  return expected - run.start < run.end - expected;
}
