import { countRows, type Page } from '@getsales-gateway/api-client';
import type { Row } from './list-source.ts';
import { type SortKey, type SortValue, toSortKey, toSortValue } from './sort-key.ts';
import type { Direction } from './windows.ts';

/** A row where it was found. */
export interface Item<T> {
  row: T;
  /** Its sort value as the wire writes it, and as it is compared. */
  value: SortValue;
  key: SortKey;
  position: number;
  /** Rows in the list, as the answer that brought the row says. */
  total: number | null;
}

/** Rows that stand next to each other, in list order, none twice: one answer, or several appended. */
export interface PageRows<T> {
  items: readonly Item<T>[];
  /** All rows of the answer that these begin with, and of the one they end with: what those repeat still holds the place. */
  head: readonly Item<T>[];
  tail: readonly Item<T>[];
  /** Position of the first row; 0 at the start of the list. */
  start: number;
  /** Position after the last row. */
  end: number;
  /** Whether rows follow; undefined if the answer does not say, or contradicts itself. */
  more: boolean | undefined;
  total: number | null;
  /** Rows that cannot be read, among and beside the items. */
  holes: number;
}

/** The rows of one answer. Positions count what came; a row that is repeated stands where it came first. */
export function toPageRows<T extends Row>(page: Page<T>, offset: number, orderField: keyof T): PageRows<T> {
  const { data, total, holes = [] } = page;
  const places = new Set(holes.map((place) => offset + place));
  const seen = new Set<string>();
  const items: Item<T>[] = [];
  let position = offset;
  for (const row of data) {
    while (places.has(position)) position++;
    const value = toSortValue(row[orderField]);
    if (!seen.has(row.uuid)) items.push({ row, value, key: toSortKey(value), position, total });
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

/** The outermost row in a direction. */
export function outermost<T>({ head, tail }: PageRows<T>, direction: Direction): Item<T> | undefined {
  return direction === 'forward' ? tail.at(-1) : head[0];
}

/** Whether the rows reach that end of the list. */
export function isAtEnd(rows: PageRows<unknown>, direction: Direction): boolean {
  return direction === 'forward' ? rows.more === false : rows.start === 0;
}

/** Whether rows that were continued are more than before. What answers say of further rows may change with each. */
export function isFurther(rows: PageRows<unknown>, before: PageRows<unknown>): boolean {
  return rows.items.length > before.items.length || rows.start < before.start;
}

/** The rows with what `next` has beyond `gap`, the place in `next` that lies just beyond them. */
export function concat<T extends Row>(rows: PageRows<T>, next: PageRows<T>, gap: number, direction: Direction) {
  const known = new Set(rows.items.map(({ row }) => row.uuid));
  const isFresh = ({ row }: Item<T>) => !known.has(row.uuid);
  const holes = rows.holes + next.holes;
  if (direction === 'backward') {
    const items = [...next.items.slice(0, gap).filter(isFresh), ...rows.items];
    return { ...rows, items, total: next.total, head: next.head, start: next.start, holes };
  }
  // An answer that goes no further than the row it was asked from has the last word, whatever its total says.
  const isNoFurther = gap === next.items.length && gap <= 1 && (next.holes === 0 || next.end <= rows.end);
  const more = isNoFurther ? false : next.more;
  const items = [...rows.items, ...next.items.slice(gap).filter(isFresh)];
  return { ...rows, items, total: next.total, tail: next.tail, end: next.end, more, holes };
}

/** What finds a row's place again, also when the row itself is gone. */
export interface Anchor {
  uuid: string;
  value: SortValue;
  key: SortKey;
  position: number;
  total: number | null;
  /** Rows that stood before and after it with the same sort value: they hold its place among the ties. */
  before: readonly string[];
  after: readonly string[];
}

/** A place to read from: beside a row, or an end of the list. */
export type Mark = Anchor | 'start' | 'end';

const NEIGHBOURS = 3;

/** The anchor that a cursor holds: with three neighbours at most, from both sides if there are any. */
export function toAnchor<T extends Row>(item: Item<T>, items: readonly Item<T>[]): Anchor {
  const index = items.indexOf(item);
  const before = tiesOf(item, items.slice(Math.max(0, index - NEIGHBOURS), index).reverse());
  const after = tiesOf(item, items.slice(index + 1, index + 1 + NEIGHBOURS));
  const fromBefore = NEIGHBOURS - Math.min(after.length, 1);
  const fromAfter = NEIGHBOURS - Math.min(before.length, fromBefore);
  return anchorBeside(item, before.slice(0, fromBefore), after.slice(0, fromAfter));
}

/** The nearest of the others, for as long as they tie. */
function tiesOf<T extends Row>(item: Item<T>, others: readonly Item<T>[]): string[] {
  const differs = others.findIndex(({ key }) => key !== item.key);
  return others.slice(0, differs < 0 ? undefined : differs).map(({ row }) => row.uuid);
}

/** The anchor of the outermost row, with all rows at hand that tie with it: what the next window is appended by. */
export function edgeOf<T extends Row>(rows: PageRows<T>, direction: Direction): Anchor | undefined {
  const edge = outermost(rows, direction);
  if (edge === undefined) return undefined;
  const isForward = direction === 'forward';
  const others = [...rows.items, ...(isForward ? rows.tail : rows.head)];
  const uuids = others.filter((item) => item !== edge && item.key === edge.key).map(({ row }) => row.uuid);
  return anchorBeside(edge, isForward ? uuids : [], isForward ? [] : uuids);
}

function anchorBeside<T extends Row>(item: Item<T>, before: readonly string[], after: readonly string[]): Anchor {
  const { row, value, key, position, total } = item;
  return { uuid: row.uuid, value, key, position, total, before, after };
}
