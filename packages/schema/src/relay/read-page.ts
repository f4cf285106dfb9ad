import { refuse } from '../codes.ts';
import type { Row } from './list-source.ts';
import { append, type Located, type LocateOptions, locate } from './locate.ts';
import { concat, edgeOf, type Item, isAtEnd, isFurther, type Mark, outermost, type PageRows } from './page-rows.ts';
import { layoutOf, type Reader } from './reader.ts';
import type { Segment } from './segment.ts';
import { type Direction, overlapOf, windowsBeyond } from './windows.ts';

/** A place to read from. */
export interface Start {
  mark: Mark;
  /** Position where the mark is expected; undefined if nothing is known of it, or only a count can tell. */
  expected: number | undefined;
  /** What positions count in; undefined: the whole list. */
  segment?: Segment | undefined;
}

/** The end of a list from which a walk without a cursor begins. */
export function startOf(direction: Direction): Start {
  return direction === 'forward' ? { mark: 'start', expected: -1 } : { mark: 'end', expected: undefined };
}

/** What is wanted beyond a mark. */
export interface Want extends Pick<LocateOptions, 'direction' | 'size'> {
  /** Whether it must be known that rows follow those. */
  needsBeyond: boolean;
  /** Whether it must be known that there are rows on the other side of the mark, even if that takes further requests. */
  needsBehind?: boolean;
}

/** A row of a page, with what its cursor is made of: the rows around it, and the segment that its position counts in. */
export interface Entry<T extends Row> extends Pick<Start, 'segment'> {
  item: Item<T>;
  items: readonly Item<T>[];
}

export interface PageRead<T extends Row> {
  entries: readonly Entry<T>[];
  /** Whether rows follow the page in the direction of the walk; undefined if that is neither known nor needed. */
  hasBeyond?: boolean | undefined;
  /** Whether there are rows on the other side of the mark. */
  hasBehind: boolean;
  /** Where the walk goes on if the page ended before it had all rows wanted; else beside its outermost row. */
  goesOnAt?: Entry<T> | undefined;
  /** Rows in the whole list, by the newest answer about it; null if it does not say, undefined if none was asked for. */
  total?: number | null | undefined;
  /** All that was read, and the mark's place in it; undefined if the mark is out of reach. */
  rows?: PageRows<T>;
  gap?: number;
  /** Why the page has fewer rows than wanted, if not because the list ends: no more could be appended, or be asked for. */
  stop?: 'early' | 'blocked' | undefined;
}

/** Times in a row that the next rows of a page may fail to be found before the page ends. */
export const TRIES = 5;

/**
 * Reads a page of rows beyond a mark.
 *
 * @throws UPSTREAM_ERROR if the list moves faster than it can be read.
 */
export async function readPage<T extends Row>(reader: Reader<T>, start: Start, want: Want): Promise<PageRead<T>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const located = await readAt(reader, start, want);
    if (located === 'lost') break;
    if (located === 'blocked') return { entries: [], hasBehind: false, stop: located };
    // If not one row could be appended to the mark, it is read anew.
    if (located.stop !== 'early' || countBeyond(located, want.direction) > 0) return toPage(located, start.mark, want);
  }
  throw refuse('UPSTREAM_ERROR', 'The list changes faster than it can be read. Ask again.');
}

function toPage<T extends Row>({ rows, gap, stop }: Extended<T>, mark: Mark, { direction, size }: Want): PageRead<T> {
  const isForward = direction === 'forward';
  const items = isForward ? rows.items.slice(gap, gap + size) : rows.items.slice(Math.max(0, gap - size), gap);
  const hasMore = stop === 'early' || countBeyond({ rows, gap }, direction) > size;
  const hasRowsAfter = mark !== 'end' && (gap < rows.items.length || rows.more !== false);
  return {
    entries: items.map((item) => ({ item, items: rows.items })),
    hasBeyond: hasMore || (isForward ? rows.more : rows.start > 0),
    hasBehind: isForward ? gap > 0 || rows.start > 0 : hasRowsAfter,
    total: rows.total,
    rows,
    gap,
    stop,
  };
}

/** Rows on both sides of a mark, read on until the want is met or `stop` says why not. */
interface Extended<T> extends Located<T> {
  stop: PageRead<Row>['stop'];
}

async function readAt<T extends Row>(
  reader: Reader<T>,
  { mark, expected }: Start,
  want: Want,
): Promise<Extended<T> | 'lost' | 'blocked'> {
  if (expected === undefined) return mark === 'end' ? readFromCount(reader, want) : readFromSearch(reader, mark, want);
  const total = typeof mark !== 'string' && mark.position === expected ? mark.total : null;
  const standpoint = { position: expected, total };
  const windows = windowsBeyond(standpoint, want.size, want.direction, layoutOf(reader));
  const [first, ...ahead] = await reader.readAll(windows);
  if (first === undefined) return 'blocked';
  return extend(reader, await locate(reader, mark, first, { ...want, expected }), want, ahead);
}

/** From the end, whose position a first window has to tell. A short list is then read already. */
async function readFromCount<T extends Row>(reader: Reader<T>, want: Want): Promise<Extended<T> | 'lost' | 'blocked'> {
  const limit = Math.max(1, Math.min(want.size, reader.learned.maxRows));
  const first = await reader.read({ offset: 0, limit });
  const { total } = first;
  if (first.more === false || total === null) {
    return extend(reader, await locate(reader, 'end', first, { ...want, expected: 0 }), want, []);
  }
  return total >= reader.reach ? 'blocked' : readAt(reader, { mark: 'end', expected: total }, want);
}

async function readFromSearch<T extends Row>(reader: Reader<T>, mark: Mark, want: Want) {
  const first = await reader.read({ offset: 0, limit: Math.min(reader.learned.maxRows, reader.reach) });
  return extend(reader, await locate(reader, mark, first, { ...want, expected: undefined }), want, []);
}

/**
 * Reads on until the want is met, beginning with windows that were asked for in advance: those that cannot be appended do not
 * count.
 */
async function extend<T extends Row>(
  reader: Reader<T>,
  located: Located<T> | 'lost' | 'blocked',
  want: Want,
  ahead: readonly PageRows<T>[],
): Promise<Extended<T> | 'lost' | 'blocked'> {
  if (typeof located === 'string') return located;
  const { direction } = want;
  let reached = appendAll(reader, located, ahead, direction);
  for (let idle = 0; !isMet(want, reached); ) {
    const { rows } = reached;
    if (direction === 'forward' && rows.end >= reader.reach) return { ...reached, stop: 'blocked' };
    if (idle === TRIES || isShortForHoles(want, reached)) return { ...reached, stop: 'early' };
    const [next, ...further] = await reader.readAll(windowsFrom(reader, reached, want, idle));
    const appended = next && (await appendOrFind(reader, reached, next, want));
    if (appended === 'blocked') return { ...reached, stop: 'blocked' };
    if (appended === undefined || appended === 'unjoined') return { ...reached, stop: 'early' };
    reached = appendAll(reader, appended, further, direction);
    idle = isFurther(reached.rows, rows) ? 0 : idle + 1;
  }
  return { ...reached, stop: undefined };
}

/** Rows held beyond the gap. */
function countBeyond({ rows, gap }: Pick<Located<unknown>, 'rows' | 'gap'>, direction: Direction): number {
  return direction === 'forward' ? rows.items.length - gap : gap;
}

function isMet({ direction, size, needsBeyond }: Want, located: Located<unknown>): boolean {
  const { rows } = located;
  const count = countBeyond(located, direction);
  const isKnown = !needsBeyond || direction === 'backward' || rows.more !== undefined;
  return isAtEnd(rows, direction) || count > size || (count === size && isKnown);
}

/**
 * Rows that cannot be read take places in a page, which is then shorter: no further request is made for them. A page is never
 * empty for them, so that a walk goes on.
 */
function isShortForHoles({ direction, size }: Want, located: Located<unknown>): boolean {
  const { holes, more } = located.rows;
  const count = countBeyond(located, direction);
  return holes > 0 && count > 0 && count + holes >= size && (direction === 'backward' || more === true);
}

function windowsFrom<T extends Row>(reader: Reader<T>, located: Located<T>, { direction, size }: Want, idle: number) {
  const { rows } = located;
  const isForward = direction === 'forward';
  const edge = outermost(rows, direction);
  // An answer that covers rows of which none can be read, and goes no further: an empty one behind it shows that the list ends.
  if (isForward && edge === undefined && idle > 0) {
    const { maxRows } = reader.learned;
    return windowsBeyond({ position: rows.end - 1, total: rows.total }, maxRows + 1, direction, layoutOf(reader, 0));
  }
  const position = edge?.position ?? (isForward ? rows.start - 1 : rows.end);
  // Between the outermost row and the end of what was read lie rows that cannot be read.
  const holes = isForward ? rows.end - 1 - position : position - rows.start;
  const missing = Math.max(1, size - countBeyond(located, direction)) + Math.max(0, holes);
  // If the margin fills the whole answer, one row in common will do.
  const overlap = idle > 0 ? 1 : overlapOf(rows, direction);
  return windowsBeyond({ position, total: rows.total }, missing, direction, layoutOf(reader, overlap));
}

/** `unjoined`: the place where the next rows go on could not be found. */
async function appendOrFind<T extends Row>(
  reader: Reader<T>,
  located: Located<T>,
  next: PageRows<T>,
  { direction, size }: Want,
): Promise<Located<T> | 'unjoined' | 'blocked'> {
  const { rows } = located;
  const edge = edgeOf(rows, direction);
  if (edge === undefined) return replaced(located, next, direction);
  const appended = appendAll(reader, located, [next], direction);
  if (appended !== located) return appended;
  const missing = Math.max(1, size - countBeyond(located, direction));
  const options = { direction, size: missing, expected: edge.position, tries: TRIES };
  const found = await locate(reader, edge, next, options);
  if (found === 'blocked') return found;
  if (found === 'lost' || found.isLost) return 'unjoined';
  return continued(located, concat(rows, found.rows, found.gap, direction), direction);
}

/** If no row at hand can be read, only positions tell where the next ones stand. */
function replaced<T extends Row>(located: Located<T>, next: PageRows<T>, direction: Direction): Located<T> {
  const { rows } = located;
  if (direction === 'forward' && next.start === rows.end) {
    return { ...located, rows: { ...next, start: rows.start, holes: rows.holes + next.holes }, gap: 0 };
  }
  if (next.start > rows.start || next.end < rows.end) return located;
  return { ...located, rows: next, gap: direction === 'forward' ? 0 : next.items.length };
}

function appendAll<T extends Row>(
  reader: Reader<T>,
  located: Located<T>,
  all: readonly PageRows<T>[],
  direction: Direction,
): Located<T> {
  return all.reduce((reached, next) => {
    const appended = append(reader, reached.rows, next, direction);
    return appended === undefined ? reached : continued(reached, appended, direction);
  }, located);
}

/** Rows that grew at their start move the gap. */
function continued<T>({ rows: { items }, gap, isLost }: Located<T>, rows: PageRows<T>, direction: Direction) {
  return { rows, isLost, gap: direction === 'forward' ? gap : gap + rows.items.length - items.length };
}
