import { countRows, type Page } from '@getsales-gateway/api-client';
import type { Row } from './list-source.ts';
import { type SortKey, toSortKey, toSortValue } from './sort-key.ts';

/** Which way a list is read: towards its last row, or towards its first. */
export type Walk = 'forward' | 'backward';

/** A row where it was found. */
export interface Item<T> {
  row: T;
  key: SortKey;
  position: number;
  /** Rows in the list, as the answer that brought the row says. */
  total: number | null;
}

/** Rows that stand next to each other, in list order, none twice: one answer, or several joined. */
export interface Run<T> {
  items: readonly Item<T>[];
  /** All rows of the answer that the run begins with, and of the one it ends with: what they repeat still holds the place. */
  head: readonly Item<T>[];
  tail: readonly Item<T>[];
  /** Position of the first row; the run begins the list where it is 0. */
  start: number;
  /** Position after the last row. */
  end: number;
  /** Whether rows follow; undefined where the answer does not say, or contradicts itself. */
  more: boolean | undefined;
  total: number | null;
  /** Rows that cannot be read, among and beside the items. */
  holes: number;
}

/** The run that one answer is. Positions count what came; a row that is repeated stands where it came first. */
export function toRun<T extends Row>(page: Page<T>, offset: number, orderField: keyof T): Run<T> {
  const { data, total, holes = [] } = page;
  const places = new Set(holes.map((place) => offset + place));
  const seen = new Set<string>();
  const items: Item<T>[] = [];
  let position = offset;
  for (const row of data) {
    while (places.has(position)) position++;
    if (!seen.has(row.uuid)) items.push({ row, key: toSortKey(toSortValue(row[orderField])), position, total });
    seen.add(row.uuid);
    position++;
  }
  const end = offset + countRows(page);
  const more = isMoreAfter(end, page);
  return { items, head: items, tail: items, start: offset, end, more, total, holes: holes.length };
}

function isMoreAfter(end: number, page: Page<unknown>): boolean | undefined {
  const { total, hasMore } = page;
  if (countRows(page) === 0) return false;
  if (total === null) return hasMore ?? undefined;
  const byTotal = end < total;
  return hasMore === null || hasMore === byTotal ? byTotal : undefined;
}

/** The run's outermost row, the way the walk goes. */
export function edgeOf<T>({ head, tail }: Run<T>, walk: Walk): Item<T> | undefined {
  return walk === 'forward' ? tail.at(-1) : head[0];
}

/** Whether the walk has come to that end of the list. */
export function isAtEnd(run: Run<unknown>, walk: Walk): boolean {
  return walk === 'forward' ? run.more === false : run.start === 0;
}

/** Whether a run that was continued holds more than before. What answers say of further rows may change with each. */
export function isFurther(run: Run<unknown>, before: Run<unknown>): boolean {
  return run.items.length > before.items.length || run.start < before.start;
}

/** The run with what `next` has beyond `gap`, the place in `next` that lies just beyond the run. */
export function graft<T extends Row>(run: Run<T>, next: Run<T>, gap: number, walk: Walk): Run<T> {
  const known = new Set(run.items.map(({ row }) => row.uuid));
  const isFresh = ({ row }: Item<T>) => !known.has(row.uuid);
  const { total } = next;
  const holes = run.holes + next.holes;
  if (walk === 'backward') {
    const items = [...next.items.slice(0, gap).filter(isFresh), ...run.items];
    return { ...run, items, total, head: next.head, start: next.start, holes };
  }
  // An answer that goes no further than the row it was asked from has the last word, whatever its total says.
  const more = isNoFurther(run, next, gap) ? false : next.more;
  const items = [...run.items, ...next.items.slice(gap).filter(isFresh)];
  return { ...run, items, total, tail: next.tail, end: next.end, more, holes };
}

function isNoFurther(run: Run<unknown>, { items, end, holes }: Run<unknown>, gap: number): boolean {
  return gap === items.length && gap <= 1 && (holes === 0 || end <= run.end);
}
