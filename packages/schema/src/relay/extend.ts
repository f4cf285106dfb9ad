import { toEdge } from './anchor.ts';
import { join } from './join.ts';
import type { Row } from './list-source.ts';
import { type Located, locate } from './locate.ts';
import { layoutOf, type Reader } from './reader.ts';
import { edgeOf, graft, isAtEnd, isFurther, type Run, type Walk } from './run.ts';
import { overlapOf, windowsBeyond } from './windows.ts';

/** What is wanted beyond a mark. */
export interface Want {
  walk: Walk;
  /** Rows. */
  size: number;
  /** Whether it must be known that rows follow those. */
  needsBeyond: boolean;
}

/** Rows beyond a mark, in one part of a list. */
export interface Stretch<T> extends Located<T> {
  /** Why it holds fewer rows than wanted, if not because the part ends: the next window could not be joined, or not be asked for. */
  stop: 'torn' | 'blocked' | undefined;
}

/** Times in a row that a page's next window may fail to join before the page ends there. */
export const TRIES = 5;

/** Rows held beyond the gap, the way the walk goes. */
export function countBeyond({ run, gap }: Located<unknown>, walk: Walk): number {
  return walk === 'forward' ? run.items.length - gap : gap;
}

/** Reads on until the want is met, beginning with windows that were asked for in advance: of those that do not join, none counts. */
export async function extend<T extends Row>(
  reader: Reader<T>,
  located: Located<T>,
  want: Want,
  ahead: readonly Run<T>[],
): Promise<Stretch<T>> {
  const { walk } = want;
  let reached = joinAll(reader, located, ahead, walk);
  for (let idle = 0; !isMet(want, reached); ) {
    const { run } = reached;
    if (walk === 'forward' && run.end >= reader.reach) return { ...reached, stop: 'blocked' };
    if (idle === TRIES || isShortForHoles(want, reached)) return { ...reached, stop: 'torn' };
    const [next, ...further] = await reader.readAll(windowsFrom(reader, reached, want, idle));
    const joined = next && (await joinOrFind(reader, reached, next, want));
    if (joined === undefined || typeof joined === 'string') {
      return { ...reached, stop: joined === 'blocked' ? 'blocked' : 'torn' };
    }
    reached = joinAll(reader, joined, further, walk);
    idle = isFurther(reached.run, run) ? 0 : idle + 1;
  }
  return { ...reached, stop: undefined };
}

function isMet({ walk, size, needsBeyond }: Want, located: Located<unknown>): boolean {
  const { run } = located;
  const count = countBeyond(located, walk);
  const isKnown = !needsBeyond || walk === 'backward' || run.more !== undefined;
  return isAtEnd(run, walk) || count > size || (count === size && isKnown);
}

/**
 * Rows that cannot be read take places in a page, which is then shorter: no further request is made for them. A page is never
 * empty for them, so that a walk goes on.
 */
function isShortForHoles({ walk, size }: Want, located: Located<unknown>): boolean {
  const { holes, more } = located.run;
  const count = countBeyond(located, walk);
  return holes > 0 && count > 0 && count + holes >= size && (walk === 'backward' || more === true);
}

function windowsFrom<T extends Row>(reader: Reader<T>, located: Located<T>, { walk, size }: Want, idle: number) {
  const { run } = located;
  const isForward = walk === 'forward';
  const position = edgeOf(run, walk)?.position ?? (isForward ? run.start - 1 : run.end);
  // Between the outermost row and the end of the run lie rows that cannot be read.
  const holes = isForward ? run.end - 1 - position : position - run.start;
  const missing = Math.max(1, size - countBeyond(located, walk)) + Math.max(0, holes);
  // Where the margin fills the whole answer, one row in common will do.
  const overlap = idle > 0 ? 1 : overlapOf(run, walk);
  return windowsBeyond({ position, total: run.total }, missing, walk, layoutOf(reader, overlap));
}

async function joinOrFind<T extends Row>(reader: Reader<T>, located: Located<T>, next: Run<T>, { walk, size }: Want) {
  const joined = joinAll(reader, located, [next], walk);
  const edge = toEdge(located.run, walk, reader.source.orderField);
  if (edge === undefined) return replaced(located, next, walk);
  if (joined !== located) return joined;
  const rows = Math.max(1, size - countBeyond(located, walk));
  const found = await locate(reader, edge, next, { walk, rows, expected: edge.position, tries: TRIES });
  if (typeof found === 'string') return found;
  return found.isLost ? 'lost' : continued(located, graft(located.run, found.run, found.gap, walk), walk);
}

/** Where no row of a run can be read, only positions tell where the next one stands. */
function replaced<T extends Row>(located: Located<T>, next: Run<T>, walk: Walk): Located<T> {
  const { run } = located;
  if (next.start > run.start || next.end < run.end) return located;
  return { ...located, run: next, gap: walk === 'forward' ? 0 : next.items.length };
}

function joinAll<T extends Row>(
  reader: Reader<T>,
  located: Located<T>,
  runs: readonly Run<T>[],
  walk: Walk,
): Located<T> {
  return runs.reduce((reached, next) => {
    const joined = join(reader, reached.run, next, walk);
    return joined === undefined ? reached : continued(reached, joined, walk);
  }, located);
}

/** A run that grew at its start moves the gap. */
function continued<T>({ run: { items }, gap, isLost }: Located<T>, run: Run<T>, walk: Walk): Located<T> {
  return { run, isLost, gap: walk === 'forward' ? gap : gap + run.items.length - items.length };
}
