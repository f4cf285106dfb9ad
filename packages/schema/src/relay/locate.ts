import type { Row } from './list-source.ts';
import { type Anchor, concat, edgeOf, isFurther, type Mark, outermost, type PageRows } from './page-rows.ts';
import { layoutOf, type Reader } from './reader.ts';
import { type Direction, overlapOf, windowAround, windowsBeyond } from './windows.ts';

/** A mark's place between `items[gap - 1]` and `items[gap]`, with rows on both sides as far as they were read. */
export interface Located<T> {
  rows: PageRows<T>;
  gap: number;
  /** The place among the rows that tie with the mark could not be told: the gap is where none of them is passed over. */
  isLost: boolean;
}

export interface LocateOptions {
  direction: Direction;
  /** Rows wanted beyond the mark: what is read to find it is laid out to hold them. */
  size: number;
  /** Where the mark was expected when the first rows were asked for; undefined if nothing was known of its place. */
  expected: number | undefined;
  /** Requests that may miss the mark before it counts as lost. Twice the logarithm of a very long list is enough. */
  tries?: number;
}

interface State<T> {
  rows: PageRows<T>;
  search: Search;
  misses: number;
}

/**
 * Finds a mark, beginning with rows that were read where it was expected: by reading on through the rows that tie with the mark,
 * and by searching for the sort value otherwise. `lost`: the list moves faster than it is read. `blocked`: the place is out of
 * reach.
 */
export async function locate<T extends Row>(
  reader: Reader<T>,
  mark: Mark,
  first: PageRows<T>,
  options: LocateOptions,
): Promise<Located<T> | 'lost' | 'blocked'> {
  const { direction, expected, tries = 40 } = options;
  let state: State<T> = { rows: first, search: startSearch(expected, first.total), misses: 0 };
  for (;;) {
    const { rows, misses } = state;
    const place = placeOf(reader, mark, rows, direction);
    if ('gap' in place) return { rows, ...place };
    if (place.look === 'later' && rows.end >= reader.reach) return 'blocked';
    if (misses >= tries) return 'lost';
    state = await lookFurther(reader, mark, state, place, options);
  }
}

async function lookFurther<T extends Row>(
  reader: Reader<T>,
  mark: Mark,
  { rows, search, misses }: State<T>,
  { look, isTied }: Exclude<Place, { gap: number }>,
  { direction, size }: LocateOptions,
): Promise<State<T>> {
  const next = nextStep(search, rows, mark, look);
  if (isTied || (next.isBeside && rows.items.length > 0)) {
    const grown = await grow(reader, rows, look === 'later' ? 'forward' : 'backward');
    return { rows: grown.rows, search: next.search, misses: grown.isLonger ? misses : misses + 1 };
  }
  if (look === 'later' && rows.items.length === 0) {
    // Not one of these rows can be read. Whether the list ends with them, only the next answer can tell.
    const { maxRows, reach } = layoutOf(reader);
    const after = await reader.read({ offset: rows.end, limit: Math.min(maxRows, reach - rows.end) });
    const isEnd = after.end === after.start;
    return { rows: isEnd ? { ...rows, more: false } : after, search: next.search, misses: misses + 1 };
  }
  const around = await reader.read(windowAround(next.guess, size, direction, layoutOf(reader)));
  return { rows: around, search: next.search, misses: misses + 1 };
}

/** The rows with what lies beside them; if the list moved too far to append that, that alone. */
async function grow<T extends Row>(reader: Reader<T>, rows: PageRows<T>, direction: Direction) {
  const layout = layoutOf(reader, overlapOf(rows, direction));
  const position = outermost(rows, direction)?.position ?? rows.start;
  const size = layout.maxRows - layout.overlap;
  const [window] = windowsBeyond({ position, total: null }, size, direction, layout);
  const next = window === undefined ? rows : await reader.read(window);
  const grown = append(reader, rows, next, direction);
  return { rows: grown ?? next, isLonger: grown !== undefined && isFurther(grown, rows) };
}

/** The rows continued by what was read beyond them; undefined if nothing shows where the two meet. */
export function append<T extends Row>(reader: Reader<T>, rows: PageRows<T>, next: PageRows<T>, direction: Direction) {
  const edge = edgeOf(rows, direction);
  if (edge === undefined) return undefined;
  const place = placeOf(reader, edge, next, direction);
  return 'gap' in place && !place.isLost ? concat(rows, next, place.gap, direction) : undefined;
}

/** A mark's place in rows, or on which side of them to look for it. */
type Place = Omit<Located<unknown>, 'rows'> | { look: 'earlier' | 'later'; isTied: boolean };

/** A walk forward goes on at the gap, a walk backward ends there. */
function placeOf<T extends Row>(reader: Reader<T>, mark: Mark, rows: PageRows<T>, direction: Direction): Place {
  if (typeof mark !== 'string') return anchorPlace(reader, mark, rows, direction);
  if (rows.start > 0 && (mark === 'start' || rows.end === rows.start)) return { look: 'earlier', isTied: false };
  if (mark === 'end' && rows.more !== false) return { look: 'later', isTied: false };
  return { gap: mark === 'start' ? 0 : rows.items.length, isLost: false };
}

/**
 * An anchor is gone only when everything between its neighbours (without them: between smaller and greater sort values) is in
 * sight and it is not there.
 */
function anchorPlace<T extends Row>(reader: Reader<T>, anchor: Anchor, rows: PageRows<T>, direction: Direction): Place {
  const side = reader.sideOf(anchor, direction);
  const { items } = rows;
  const first = items.findIndex((item) => side(item) >= 0);
  const lower = first < 0 ? items.length : first;
  const beyond = items.findIndex((item, index) => index >= lower && side(item) > 0);
  const upper = beyond < 0 ? items.length : beyond;
  const ties = items.slice(lower, upper).map(({ row }) => row.uuid);
  const own = ties.indexOf(anchor.uuid);
  if (own >= 0) return { gap: lower + own + (direction === 'forward' ? 1 : 0), isLost: false };

  const before = ties.findLastIndex((uuid) => anchor.before.includes(uuid));
  const after = ties.findIndex((uuid) => anchor.after.includes(uuid));
  const left = before < 0 ? undefined : lower + before + 1;
  const right = after < 0 ? undefined : lower + after;
  const from = left ?? (lower > 0 || rows.start === 0 ? lower : undefined);
  const to = right ?? (upper < items.length || rows.more === false ? upper : undefined);
  if (from === undefined || to === undefined) {
    const expected = anchor.position + driftOf(anchor.total, rows.total);
    const isNearStart = expected - rows.start < rows.end - expected;
    const isEarlier = from === undefined && (to !== undefined || isNearStart);
    return { look: isEarlier ? 'earlier' : 'later', isTied: ties.length > 0 };
  }
  const gap = direction === 'forward' ? (left ?? right ?? from) : (right ?? left ?? to);
  return { gap, isLost: left === undefined && right === undefined && ties.length > 0 };
}

/** A search for a mark by position. */
interface Search {
  /** The mark lies between these, unless the list moved. */
  low: number;
  high: number;
  /** How far the next step goes if no bound is nearer; 0 before the first. */
  step: number;
  total: number | null;
  /** Where the mark was last expected to be, if anything is known of its place. */
  expected: number | undefined;
  /** How often a total has told another place, in vain. */
  jumps: number;
}

const FIRST_STEP = 100;
const MAX_JUMPS = 5;

/** If nothing is known of the place and the total is, the search halves the list from the first step on. */
function startSearch(expected: number | undefined, total: number | null): Search {
  const isOpen = expected !== undefined || total === null;
  const bounds = isOpen ? { high: Number.POSITIVE_INFINITY, step: 0 } : { high: total, step: total };
  return { low: 0, ...bounds, total, expected, jumps: 0 };
}

/**
 * The position to look at after rows without the mark: where the change of the total puts it, else right beside the rows, else
 * twice as far as before, else half-way.
 */
function nextStep(search: Search, rows: PageRows<unknown>, mark: Mark, look: 'earlier' | 'later') {
  const { isUnsure, ...narrowed } = narrow(search, rows, look);
  const { low, high, step, total, jumps } = narrowed;
  const expected = expectedAt(mark, total) ?? search.expected;
  const isTold = expected !== undefined && expected !== search.expected && jumps < MAX_JUMPS;
  if (isTold && expected >= low && expected <= high) {
    return { search: { ...narrowed, expected, jumps: jumps + 1 }, guess: expected, isBeside: false };
  }
  const middle = Math.floor((low + high) / 2);
  const guess = look === 'later' ? Math.min(low + step, middle) : Math.max(high - step, middle);
  return { search: { ...narrowed, step: step * 2 || FIRST_STEP }, guess, isBeside: isUnsure || step === 0 };
}

/**
 * The bounds after rows without the mark. If the rows do not fit them, or do not narrow them, the list has moved or answers are
 * short: what lies right beside the rows must be seen then.
 */
function narrow(search: Search, rows: PageRows<unknown>, look: 'earlier' | 'later'): Search & { isUnsure: boolean } {
  const { total } = rows;
  const drift = driftOf(search.total, total);
  const low = Math.max(0, search.low + Math.min(0, drift), look === 'later' ? rows.end : 0);
  const high = Math.min(search.high + Math.max(0, drift), look === 'earlier' ? rows.start : Number.POSITIVE_INFINITY);
  if (low <= high) return { ...search, low, high, total, isUnsure: low === search.low && high === search.high };
  return { ...startSearch(search.expected, total), ...(look === 'later' ? { low } : { high }), isUnsure: true };
}

function expectedAt(mark: Mark, total: number | null): number | undefined {
  if (mark === 'start') return 0;
  if (mark === 'end') return total ?? undefined;
  return mark.total === null || total === null ? undefined : mark.position + driftOf(mark.total, total);
}

/** By how much a list grew, as far as is known. */
function driftOf(before: number | null, now: number | null): number {
  return before === null || now === null ? 0 : now - before;
}
