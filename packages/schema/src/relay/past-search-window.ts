import type { ListSource, Row } from './list-source.ts';
import { edgeOf, type Mark } from './page-rows.ts';
import { type Entry, type PageRead, readPage, type Start, TRIES, type Want } from './read-page.ts';
import { createReader, newLearned } from './reader.ts';
import { isWithin, outOfReach, rangeOf, type Segment, segmentFrom, toSegmentSource } from './segment.ts';
import { type SortValue, toSortValue } from './sort-key.ts';
import type { Direction } from './windows.ts';

/**
 * Reads a page of a list that offsets do not reach to its end: from segment to segment.
 *
 * @throws BAD_USER_INPUT where no segment goes on.
 */
export async function readPastSearchWindow<T extends Row>(
  source: ListSource<T>,
  cursor: Start,
  want: Want,
): Promise<PageRead<T>> {
  const { direction, needsBeyond } = want;
  const learned = newLearned();
  let page: PageRead<T> | undefined;
  let start = startOf(source, cursor, want);
  let missing = want.size;
  let wasEmpty = false;
  for (let idle = 0; idle <= TRIES; idle++) {
    const { segment } = start;
    const reader = createReader(segment === undefined ? source : toSegmentSource(source, segment), learned);
    const next = await readPage(reader, start, { ...want, size: missing });
    // The row that a segment begins with was there a moment ago: an empty answer proves nothing.
    const isEmpty = segment !== undefined && next.rows?.end === 0;
    if (isEmpty && wasEmpty) break;
    wasEmpty ||= isEmpty;
    if (next.rows === undefined || isEmpty) {
      start = await startBeyond(source, start, isEmpty ? 'backward' : direction);
      continue;
    }
    page = merged(page, inSegment(next, segment, direction), direction);
    if (next.entries.length > 0) idle = 0;
    missing -= next.entries.length;
    const isShort = missing > 0 && page.hasBeyond !== false && page.stop !== 'early';
    if (!isShort && (page.hasBeyond !== undefined || !needsBeyond)) return page;
    const edge = edgeOf(next.rows, direction) ?? start.mark;
    start = await startBeyond(source, { ...start, mark: edge }, direction);
  }
  throw outOfReach(source);
}

/** A page that would leave the search window is read from the segment that begins at its cursor, in one request. */
function startOf<T extends Row>(source: ListSource<T>, cursor: Start, { direction, size }: Want): Start {
  const { mark } = cursor;
  const { searchWindow = Number.POSITIVE_INFINITY, sortDirection } = source;
  if (direction === 'backward' || typeof mark === 'string' || mark.value === null) return cursor;
  const isLong = mark.total !== null && mark.total >= searchWindow;
  const segment = segmentFrom(mark.value, sortDirection);
  const leaves = isLong && mark.position + size >= searchWindow && segment !== cursor.segment;
  return leaves ? { segment, mark, expected: 0 } : cursor;
}

/** What a segment's page says of the rows around it, said of the whole list. */
function inSegment<T extends Row>(page: PageRead<T>, segment: Segment | undefined, direction: Direction): PageRead<T> {
  if (segment === undefined) return page;
  const entries = page.entries.map((entry) => ({ ...entry, segment }));
  if (direction === 'forward') return { ...page, entries, total: undefined, hasBehind: true };
  // Rows may stand before the segment.
  return { ...page, entries, total: undefined, hasBeyond: page.hasBeyond || undefined };
}

function merged<T extends Row>(page: PageRead<T> | undefined, next: PageRead<T>, direction: Direction): PageRead<T> {
  if (page === undefined) return next;
  const known = new Set(page.entries.map(({ item }) => item.row.uuid));
  const fresh: readonly Entry<T>[] = next.entries.filter(({ item }) => !known.has(item.row.uuid));
  const entries = direction === 'forward' ? [...page.entries, ...fresh] : [...fresh, ...page.entries];
  return { ...next, entries, total: next.total ?? page.total, hasBehind: page.hasBehind };
}

/**
 * Where a walk goes on whose segment, or the search window over it, has ended at the mark.
 *
 * @throws BAD_USER_INPUT if there is no such place.
 */
async function startBeyond<T extends Row>(
  source: ListSource<T>,
  { mark, segment: ended }: Start,
  direction: Direction,
): Promise<Start> {
  const { sortDirection } = source;
  const value = typeof mark === 'string' ? null : mark.value;
  if (mark !== 'end' && value === null) throw outOfReach(source);
  const isAhead = direction === 'forward' && value !== null;
  const start = isAhead
    ? { segment: segmentFrom(value, sortDirection), mark, expected: 0 }
    : await startBefore(source, mark, value);
  const { segment } = start;
  if (segment === undefined) return start;
  const holdsMark = typeof mark === 'string' || isWithin(segment, [mark.key], sortDirection);
  if (segment === ended || !holdsMark) throw outOfReach(source);
  return start;
}

/**
 * A segment that begins well before the mark. Where, the list says turned round; its rows are not taken from there, since rows
 * that tie may stand otherwise. If fewer rows precede the mark, that is the list itself.
 */
async function startBefore<T extends Row>(source: ListSource<T>, mark: Mark, value: SortValue): Promise<Start> {
  const { orderField, sortDirection, range, searchWindow = 0 } = source;
  const turned = sortDirection === 'asc' ? 'desc' : 'asc';
  const offset = Math.floor(searchWindow / 2);
  const bounds = value === null ? range : rangeOf(segmentFrom(value, turned), { sortDirection: turned, range });
  const window = { limit: 1, offset, order_field: orderField, order_type: turned } as const;
  const { data, total } = await source.list(window, bounds);
  const first = toSortValue(data[0]?.[orderField]);
  if (first === null) return { mark, expected: total ?? 0 };
  return { segment: segmentFrom(first, sortDirection), mark, expected: offset };
}
