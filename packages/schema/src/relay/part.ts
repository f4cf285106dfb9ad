import { badInput } from '../bad-input.ts';
import type { ListSource, Row, SortRange } from './list-source.ts';
import { compareKeys, type SortKey, type SortValue, toSortKey } from './sort-key.ts';

/**
 * What of a list is read by one count of offsets: all of it (undefined), its rows from a sort value on, or (null) its rows
 * without a sort value. Parts are how a walk goes past the upstream's search window.
 */
export type Part = SortValue | undefined;

type Bounds = Pick<ListSource<Row>, 'direction' | 'range'>;

/** What to filter the sort field by, the caller's own bounds included. */
export function rangeOf(part: Part, { direction, range }: Bounds): SortRange | 'is_null' | undefined {
  if (part === undefined) return range;
  if (part === null) return 'is_null';
  const operator = direction === 'asc' ? '>=' : '<=';
  const own = range?.[operator];
  return { ...range, [operator]: isTighter(own, part, direction) ? own : part };
}

function isTighter(own: string | number | boolean | undefined, part: SortKey, direction: 'asc' | 'desc'): boolean {
  if (own === undefined || typeof own === 'boolean') return false;
  return compareKeys(toSortKey(own), toSortKey(part), { direction, nullsFirst: false }) > 0;
}

/** Whether every row belongs to the part, as it must where the upstream honours the filter. */
export function isWithin(part: Part, keys: readonly SortKey[], direction: 'asc' | 'desc'): boolean {
  if (part === undefined) return true;
  if (part === null) return keys.every((key) => key === null);
  const from = toSortKey(part);
  return keys.every((key) => key !== null && compareKeys(from, key, { direction, nullsFirst: false }) <= 0);
}

const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * The part that surely holds every row of a sort value. The wire may cut off digits that the upstream filters by, so that
 * newest first it begins a second earlier.
 */
export function partFrom(value: string | number, direction: 'asc' | 'desc'): Part {
  const [second] = SECOND.exec(String(toSortKey(value))) ?? [];
  const time = new Date(`${second}Z`).getTime() + (direction === 'desc' ? 1000 : 0);
  return Number.isNaN(time) ? value : new Date(time).toISOString().replace('.000', '');
}

export function outOfReach(source: Pick<ListSource<Row>, 'searchWindow'>) {
  return badInput(`GetSales shows the first ${source.searchWindow} rows of this list only: narrow the filter`);
}
