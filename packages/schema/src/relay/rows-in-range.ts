import type { ListSource, Row, SortRange } from './list-source.ts';
import { locate } from './locate.ts';
import { type Anchor, type Item, type Mark, type PageRows, toAnchor } from './page-rows.ts';
import { type Entry, type PageRead, readPage, type Start, startOf, type Want } from './read-page.ts';
import { createReader, type Learned, layoutOf, type Reader } from './reader.ts';
import { compareKeys, type SortKey, toSortKey, toSortValue } from './sort-key.ts';
import { type Direction, MAX_ROWS, OVERLAP } from './windows.ts';

/** Reads of one page after which it ends with the rows that it has. */
const MAX_READS = 20;

/**
 * Reads a page of those rows that lie in the source's `ranges`, which the upstream need not know. On the sort field a range is a
 * stretch of the list: its edges are found like every other place. Rows outside of other ranges are read and left out.
 */
export async function readInRange<T extends Row>(
  source: ListSource<T>,
  cursor: Start | undefined,
  want: Want,
  learned?: Learned,
): Promise<PageRead<T>> {
  const reader = createReader(source, learned);
  const { first, ...page } = await readFrom(reader, cursor ?? edgeOfRange(source, want.direction), want);
  return { ...page, hasBehind: cursor !== undefined && (await hasBehind(reader, cursor, first, want)) };
}

/** How many rows lie in the ranges; null if that would take reading all of them. */
export async function countInRange<T extends Row>(source: ListSource<T>): Promise<number | null> {
  const reader = createReader(source);
  const rows = await reader.read({ offset: 0, limit: layoutOf(reader).maxRows });
  const count = countWhole(rows, source);
  if (count !== undefined) return count;
  if (!isOnlyOnSortField(source)) return null;
  const start = await positionOf(reader, edgeOfRange(source, 'forward').mark, rows, 'forward');
  const end = await positionOf(reader, edgeOfRange(source, 'backward').mark, rows, 'backward');
  return start === null || end === null || !reader.learned.isOrdered ? null : Math.max(0, end - start);
}

async function positionOf<T extends Row>(reader: Reader<T>, mark: Mark, first: PageRows<T>, direction: Direction) {
  // Rows without a sort value at this end stand elsewhere than declared.
  if (mark === 'start') return first.items[0]?.key == null ? null : 0;
  if (mark === 'end') {
    const last = await reader.read({ offset: Math.max(0, (first.total ?? 0) - 1), limit: 1 });
    return last.items[0]?.key == null ? null : first.total;
  }
  const located = await locate(reader, mark, first, { direction, size: 1, expected: undefined });
  if (typeof located === 'string' || !isProven(located)) return null;
  const { items, end } = located.rows;
  const isForward = direction === 'forward';
  let { gap } = located;
  // Rows that tie with a bound which excludes them lie on the inner side of the place.
  const isOutside = (item: Item<T> | undefined) => item?.key === mark.key && !isInRanges(item.row, reader.source);
  while (isOutside(items[isForward ? gap : gap - 1])) gap += isForward ? 1 : -1;
  return items[gap]?.position ?? end;
}

/** Reads on until the page is full, the range ends, or enough was read. `first` is what was read first. */
async function readFrom<T extends Row>(reader: Reader<T>, from: Start, want: Want) {
  const { source } = reader;
  const { direction, size, needsBeyond } = want;
  const wanted = size + Number(needsBeyond);
  const isOnSortField = isOnlyOnSortField(source);
  const found = new Map<string, Entry<T>>();
  let start = from;
  let first: PageRead<T> | undefined;
  let last: Entry<T> | undefined;
  let isOver = false;
  for (let reads = 0; !isOver && found.size < wanted && reads < MAX_READS; reads++) {
    // As many as one answer gives, if rows may be left out.
    const least = reads === 0 && isOnSortField ? 1 : MAX_ROWS - OVERLAP;
    const missing = Math.max(least, wanted - found.size);
    const read = await readPage(reader, start, { ...want, size: missing, needsBeyond: false });
    if (isRangeEdge(start.mark) && !isProven(read)) {
      start = startOf(direction);
      continue;
    }
    first ??= read;
    const inReach = upToEnd(read, reader, direction);
    for (const entry of inReach.entries) {
      const { row } = entry.item;
      if (!found.has(row.uuid) && isInRanges(row, source)) found.set(row.uuid, entry);
    }
    ({ last, isOver } = inReach);
    if (last !== undefined) start = { mark: toAnchor(last.item, last.items), expected: last.item.position };
  }
  const page = [...found.values()].slice(0, size);
  const hasBeyond = found.size > size || !isOver;
  return {
    first,
    entries: direction === 'forward' ? page : page.reverse(),
    hasBeyond,
    // If the page has ended early, the walk goes on where the reading did.
    ...(hasBeyond && found.size < size && { goesOnAt: last }),
    total: first?.rows && countWhole(first.rows, source),
  };
}

/** The entries of a read in the order of the walk, up to the end of the range on the sort field. */
function upToEnd<T extends Row>(read: PageRead<T>, reader: Reader<T>, direction: Direction) {
  const entries = direction === 'forward' ? read.entries : read.entries.toReversed();
  const end = entries.findIndex((entry) => isPast(entry, reader, direction));
  const last = entries.at(-1);
  const isOver = end >= 0 || read.hasBeyond === false || last === undefined;
  return { entries: end < 0 ? entries : entries.slice(0, end), last, isOver };
}

function isOnlyOnSortField({ ranges = {}, orderField }: Pick<ListSource<Row>, 'ranges'> & { orderField: string }) {
  return Object.keys(ranges).every((field) => field === orderField);
}

/** Whether there are rows in range on the other side of the cursor. */
async function hasBehind<T extends Row>(
  reader: Reader<T>,
  cursor: Start,
  first: PageRead<T> | undefined,
  { direction, needsBehind }: Want,
): Promise<boolean> {
  const { rows, gap } = first ?? {};
  const items = (direction === 'forward' ? rows?.items.slice(0, gap) : rows?.items.slice(gap)) ?? [];
  if (items.some(({ row }) => isInRanges(row, reader.source))) return true;
  if (!needsBehind || first?.hasBehind === false) return false;
  const other = direction === 'forward' ? 'backward' : 'forward';
  const { entries, hasBeyond } = await readFrom(reader, cursor, { direction: other, size: 1, needsBeyond: false });
  return entries.length > 0 || hasBeyond;
}

/** Where a walk begins: at the edge of the range on the sort field, else at the end of the list. */
function edgeOfRange<T extends Row>(
  { ranges, orderField, sortDirection, nullsFirst }: ListSource<T>,
  direction: Direction,
) {
  const range = ranges?.[orderField];
  const isForward = direction === 'forward';
  const isRising = (sortDirection === 'asc') === isForward;
  const bounds = isRising ? [range?.['>='], range?.['>']] : [range?.['<='], range?.['<']];
  const keys = bounds.map((bound) => toSortKey(toSortValue(bound))).filter((key) => key !== null);
  // Without a bound, the range begins beyond the rows that have no sort value.
  if (range !== undefined && keys.length === 0 && nullsFirst === isForward) keys.push(isRising ? SMALLEST : GREATEST);
  const [key = null] = keys.toSorted((a, b) => (isRising ? -1 : 1) * compareKeys(a, b, ASCENDING));
  if (key === null) return startOf(direction);
  // With positions alone to go by, it stands at the end of the list.
  const position = isForward ? -1 : Number.MAX_SAFE_INTEGER;
  const mark: Anchor = { uuid: NO_ROW, value: null, key, position, total: null, before: [], after: [] };
  return { mark, expected: undefined };
}

const NO_ROW = '';
const SMALLEST = '';
const GREATEST = '\uffff';
const ASCENDING = { sortDirection: 'asc', nullsFirst: false } as const;

function isRangeEdge(mark: Mark): boolean {
  return typeof mark !== 'string' && mark.uuid === NO_ROW;
}

/** Rows without a sort value prove no place by themselves: they may stand elsewhere than declared. */
function isProven<T extends Row>({ rows, gap = 0 }: { rows?: PageRows<T>; gap?: number }): boolean {
  const beside = rows?.items.slice(Math.max(0, gap - 1), gap + 1) ?? [];
  return beside.length === 0 || beside.some(({ key }) => key !== null);
}

/** Whether the range on the sort field has ended before an entry. */
function isPast<T extends Row>(
  { item, items }: Entry<T>,
  { source, learned }: Reader<T>,
  direction: Direction,
): boolean {
  const range = source.ranges?.[source.orderField];
  if (range === undefined || !learned.isOrdered) return false;
  const isForward = direction === 'forward';
  if (item.key !== null) {
    const isRising = (source.sortDirection === 'asc') === isForward;
    return isRising ? isAbove(item.key, range) : isBelow(item.key, range);
  }
  // The rows with a sort value have ended, if there was one.
  const index = items.indexOf(item);
  const before = isForward ? items.slice(0, index) : items.slice(index + 1);
  return before.some(({ key }) => key !== null);
}

/** The number of rows in range, if these are all rows of the list. */
function countWhole<T extends Row>(rows: PageRows<T>, source: ListSource<T>): number | undefined {
  const isWhole = rows.start === 0 && rows.more === false && rows.holes === 0;
  return isWhole ? rows.items.filter(({ row }: Item<T>) => isInRanges(row, source)).length : undefined;
}

function isInRanges<T extends Row>(row: T, { ranges = {} }: ListSource<T>): boolean {
  return Object.entries<SortRange | undefined>(ranges).every(([field, range]) => {
    const key = toSortKey(toSortValue(Reflect.get(row, field)));
    return range === undefined || (key !== null && !isAbove(key, range) && !isBelow(key, range));
  });
}

function isAbove(key: SortKey, range: SortRange): boolean {
  return compareTo(key, range['<=']) > 0 || compareTo(key, range['<']) >= 0;
}

function isBelow(key: SortKey, range: SortRange): boolean {
  return compareTo(key, range['>=']) < 0 || compareTo(key, range['>']) <= 0;
}

/** Not a number without a bound. */
function compareTo(key: SortKey, bound: SortRange[keyof SortRange]): number {
  return bound === undefined ? Number.NaN : compareKeys(key, toSortKey(toSortValue(bound)), ASCENDING);
}
