import type { Row } from './list-source.ts';
import { edgeOf, type Item, type Run, type Walk } from './run.ts';
import { type SortKey, type SortValue, toSortValue } from './sort-key.ts';

/** What finds a row's place again, also when the row itself is gone. */
export interface Anchor {
  uuid: string;
  value: SortValue;
  key: SortKey;
  position: number;
  total: number | null;
  /** Rows that stood before and after it with the same sort value: where they are, its place among the ties is. */
  before: readonly string[];
  after: readonly string[];
}

/** A place to read from: beside a row, or an end of the list. */
export type Mark = Anchor | 'start' | 'end';

const NEIGHBOURS = 3;

/** What a cursor is made of: three neighbours at most, from both sides where there are any. */
export function toAnchor<T extends Row>(item: Item<T>, items: readonly Item<T>[], orderField: keyof T): Anchor {
  const index = items.indexOf(item);
  const before = tiesOf(item, items.slice(Math.max(0, index - NEIGHBOURS), index).reverse());
  const after = tiesOf(item, items.slice(index + 1, index + 1 + NEIGHBOURS));
  const fromBefore = NEIGHBOURS - Math.min(after.length, 1);
  const fromAfter = NEIGHBOURS - Math.min(before.length, fromBefore);
  return toAnchorBeside(item, before.slice(0, fromBefore), after.slice(0, fromAfter), orderField);
}

/** What the next window is joined by: all rows held, where they tie with the outermost. */
export function toEdge<T extends Row>(run: Run<T>, walk: Walk, orderField: keyof T): Anchor | undefined {
  const edge = edgeOf(run, walk);
  if (edge === undefined) return undefined;
  const isForward = walk === 'forward';
  const held = [...run.items, ...(isForward ? run.tail : run.head)].filter(
    (item) => item !== edge && item.key === edge.key,
  );
  const uuids = held.map(({ row }) => row.uuid);
  return toAnchorBeside(edge, isForward ? uuids : [], isForward ? [] : uuids, orderField);
}

function toAnchorBeside<T extends Row>(
  { row, key, position, total }: Item<T>,
  before: readonly string[],
  after: readonly string[],
  orderField: keyof T,
): Anchor {
  return { uuid: row.uuid, value: toSortValue(row[orderField]), key, position, total, before, after };
}

/** The nearest of the others, for as long as they tie. */
function tiesOf<T extends Row>(item: Item<T>, others: readonly Item<T>[]): string[] {
  const differs = others.findIndex(({ key }) => key !== item.key);
  return others.slice(0, differs < 0 ? undefined : differs).map(({ row }) => row.uuid);
}
