import { badInput } from '../bad-input.ts';
import type { ListSource, Row, SortRange } from './list-source.ts';
import { compareKeys, isInOrder, type SortKey, type SortValue, toSortKey, toSortValue } from './sort-key.ts';

/** The sort value that a segment begins with: the rows of a list from there on, which offsets count from 0 again. */
export type Segment = string | number;

/**
 * A segment of a list as a list of its own. Each answer must show that the upstream honours the range that makes the segment.
 *
 * @throws BAD_USER_INPUT if it does not.
 */
export function toSegmentSource<T extends Row>(source: ListSource<T>, segment: Segment): ListSource<T> {
  const { orderField, sortDirection } = source;
  return {
    ...source,
    range: rangeOf(segment, source),
    async list(window, range) {
      const page = await source.list(window, range);
      const keys = page.data.map((row) => toSortKey(toSortValue(row[orderField])));
      if (!isInOrder(keys, source) || !isWithin(segment, keys, sortDirection)) throw outOfReach(source);
      return page;
    },
  };
}

type Bounds = Pick<ListSource<Row>, 'sortDirection' | 'range'>;

/** The bounds on the sort field that make a segment, the caller's own included. */
export function rangeOf(segment: Segment, { sortDirection, range }: Bounds): SortRange {
  const operator = sortDirection === 'asc' ? '>=' : '<=';
  const own = toSortValue(range?.[operator]);
  const isTighter = own !== null && isWithin(segment, [toSortKey(own)], sortDirection);
  return { ...range, [operator]: isTighter ? own : segment };
}

/** Whether rows with these keys belong to a segment. */
export function isWithin(segment: Segment, keys: readonly SortKey[], sortDirection: 'asc' | 'desc'): boolean {
  const from = toSortKey(segment);
  const order = { sortDirection, nullsFirst: false };
  return keys.every((key) => key !== null && compareKeys(from, key, order) <= 0);
}

const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * The segment that surely holds every row of a sort value. The wire may cut off digits that the upstream filters by, so that
 * newest first it begins a second earlier.
 */
export function segmentFrom(value: NonNullable<SortValue>, sortDirection: 'asc' | 'desc'): Segment {
  const [second] = SECOND.exec(String(toSortKey(value))) ?? [];
  const time = new Date(`${second}Z`).getTime() + (sortDirection === 'desc' ? 1000 : 0);
  return Number.isNaN(time) ? value : new Date(time).toISOString().replace('.000', '');
}

export function outOfReach(source: Pick<ListSource<Row>, 'searchWindow'>) {
  return badInput(`GetSales shows the first ${source.searchWindow} rows of this list only: narrow the filter`);
}
