import { refuse } from '../codes.ts';
import { toEdge } from './anchor.ts';
import { countBeyond, type Stretch, TRIES, type Want } from './extend.ts';
import type { Row } from './list-source.ts';
import { outOfReach } from './part.ts';
import { type Leg, legBeforeNulls, mayNullsFollow, nextLeg, nullsLeg } from './past-search-window.ts';
import { readLeg } from './read-leg.ts';
import type { Reader } from './reader.ts';
import { type Item, isAtEnd, type Walk } from './run.ts';

/** A row of a page, with what its cursor is made of: what stands around it, and what it was read from. */
export interface Entry<T extends Row> {
  item: Item<T>;
  items: readonly Item<T>[];
  reader: Reader<T>;
}

export interface RowsRead<T extends Row> {
  /** In list order, whichever way the walk goes. */
  entries: Entry<T>[];
  /** Whether rows follow, the way the walk goes; undefined where that is not needed and no answer says it. */
  hasBeyond: boolean | undefined;
  /** Whether there are rows on the other side of where the walk began. */
  hasBehind: boolean;
  /** Rows in the whole list, by the newest answer about it; null where it does not say, undefined where none was asked for. */
  total: number | null | undefined;
}

/**
 * Reads the rows beyond a mark, from part to part of the list where the search window cuts it.
 *
 * @throws UPSTREAM_ERROR where the list moves faster than it can be read.
 */
export async function readPage<T extends Row>(start: Leg<T>, want: Want): Promise<RowsRead<T>> {
  const { walk } = want;
  const page: RowsRead<T> = { entries: [], hasBeyond: undefined, hasBehind: false, total: undefined };
  let isFirst = true;
  let missing = want.size;
  let idle = 0;
  for (let leg = start; ; idle++) {
    if (idle > TRIES) throw outOfReach(leg.reader.source);
    const stretch = await readLeg(leg, { ...want, size: missing });
    if (stretch === 'lost') throw moving();
    if (stretch === 'blocked') {
      leg = await nextLeg(leg.reader, leg.mark, walk);
      continue;
    }
    if (isFirst) page.hasBehind = hasBehind(stretch, leg, walk);
    isFirst = false;
    if (leg.reader.part === undefined) page.total = stretch.run.total;
    const entries = entriesOf(stretch, leg.reader, walk, missing);
    const read = page.entries.length;
    page.entries = inListOrder(page.entries, entries, walk);
    if (page.entries.length > read) idle = 0;
    page.hasBeyond = hasBeyond(stretch, leg.reader, walk, missing);
    missing -= entries.length;
    const isShort = missing > 0 && page.hasBeyond !== false && stretch.stop !== 'torn';
    if (!isShort && (page.hasBeyond !== undefined || !want.needsBeyond)) return page;
    leg = await onward(stretch, leg, walk);
  }
}

function onward<T extends Row>({ run }: Stretch<T>, { reader, mark }: Leg<T>, walk: Walk): Leg<T> | Promise<Leg<T>> {
  if (walk === 'forward' && isAtEnd(run, walk)) return nullsLeg(reader);
  const edge = toEdge(run, walk, reader.source.orderField) ?? mark;
  return isAtEnd(run, walk) && reader.part === null ? legBeforeNulls(reader, edge) : nextLeg(reader, edge, walk);
}

function entriesOf<T extends Row>({ run, gap }: Stretch<T>, reader: Reader<T>, walk: Walk, size: number): Entry<T>[] {
  const from = walk === 'forward' ? gap : Math.max(0, gap - size);
  const { items } = run;
  return items.slice(from, walk === 'forward' ? gap + size : gap).map((item) => ({ item, items, reader }));
}

function inListOrder<T extends Row>(read: readonly Entry<T>[], next: readonly Entry<T>[], walk: Walk): Entry<T>[] {
  const known = new Set(read.map(({ item }) => item.row.uuid));
  const fresh = known.size === 0 ? next : next.filter(({ item }) => !known.has(item.row.uuid));
  return walk === 'forward' ? [...read, ...fresh] : [...fresh, ...read];
}

function hasBeyond<T extends Row>(stretch: Stretch<T>, reader: Reader<T>, walk: Walk, size: number) {
  const { run, stop } = stretch;
  if (stop === 'torn' || countBeyond(stretch, walk) > size) return true;
  if (!isAtEnd(run, walk)) return walk === 'forward' ? run.more : true;
  const isOver = walk === 'forward' ? !mayNullsFollow(reader) : reader.part === undefined;
  return isOver ? false : undefined;
}

function hasBehind<T extends Row>({ run, gap }: Stretch<T>, { reader, mark }: Leg<T>, walk: Walk): boolean {
  if (walk === 'forward') return gap > 0 || run.start > 0 || reader.part !== undefined;
  return mark !== 'end' && (gap < run.items.length || run.more !== false);
}

function moving() {
  return refuse('UPSTREAM_ERROR', 'The list changes faster than it can be read. Ask again.');
}
