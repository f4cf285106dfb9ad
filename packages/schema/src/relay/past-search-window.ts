import type { Mark } from './anchor.ts';
import type { ListSource, Row } from './list-source.ts';
import { isWithin, outOfReach, type Part, partFrom, rangeOf } from './part.ts';
import { createReader, type Reader } from './reader.ts';
import type { Item, Walk } from './run.ts';
import { toSortValue } from './sort-key.ts';

/** A mark to read from, in the part of a list that is to be read next. */
export interface Leg<T extends Row> {
  reader: Reader<T>;
  mark: Mark;
  /** Position where the mark is expected; undefined where only a count can tell. */
  expected: number | undefined;
}

/**
 * The part in which a walk goes on whose own part, or the search window over it, has ended at the mark.
 *
 * @throws BAD_USER_INPUT where there is none.
 */
export async function nextLeg<T extends Row>(reader: Reader<T>, mark: Mark, walk: Walk): Promise<Leg<T>> {
  const { source, part } = reader;
  const { direction, range } = source;
  if (mark === 'end' && part === undefined) return endOfLongList(reader);
  if (mark === 'end' && part !== null) return legBack(reader, mark, range ?? 'is_not_null', mark);
  if (typeof mark === 'string') throw outOfReach(source);
  if (mark.value === null) {
    if (reader.learned.nullsFirst !== false) throw outOfReach(source);
    return legIn(reader, null, mark, 0);
  }
  if (walk === 'forward') return legIn(reader, partFrom(mark.value, direction), mark, 0);
  const turned = turn(direction);
  return legBack(reader, mark, rangeOf(partFrom(mark.value, turned), { direction: turned, range }), mark);
}

/** Whether rows without a sort value may follow a part that has ended. */
export function mayNullsFollow<T extends Row>({ part, source, learned }: Reader<T>): boolean {
  return part != null && source.range === undefined && learned.nullsFirst !== true;
}

/** The rows without a sort value, from their first. */
export function nullsLeg<T extends Row>(reader: Reader<T>): Leg<T> {
  return legIn(reader, null, 'start', 0);
}

/** The rows before those without a sort value, from their last. `first` is the first row without one. */
export function legBeforeNulls<T extends Row>(reader: Reader<T>, first: Mark): Promise<Leg<T>> {
  return legBack(reader, 'end', 'is_not_null', first);
}

async function endOfLongList<T extends Row>(reader: Reader<T>): Promise<Leg<T>> {
  const { source, learned } = reader;
  if (source.range === undefined && learned.nullsFirst !== true) {
    const leg = nullsLeg(reader);
    const { items, total } = await leg.reader.read({ offset: 0, limit: learned.width });
    if (items.length > 0) {
      const areLast = learned.nullsFirst === false || (await areNullsLast(leg, items));
      // Where that could not be told, the end is looked for anew.
      if (areLast === undefined) return { reader, mark: 'end', expected: undefined };
      if (areLast) return { ...leg, mark: 'end', expected: total ?? undefined };
    }
  }
  return legBack(reader, 'end', source.range, 'end');
}

/** Nulls stand last if the list begins with another row while one of them is there: before, and still afterwards. */
async function areNullsLast<T extends Row>(
  { reader }: Leg<T>,
  nulls: readonly Item<T>[],
): Promise<boolean | undefined> {
  const { source, learned } = reader;
  const top = await createReader(source, undefined, learned).read({ offset: 0, limit: 1 });
  if (top.items[0]?.key === null) return false;
  const seen = new Set(nulls.map(({ row }) => row.uuid));
  const { items } = await reader.read({ offset: 0, limit: learned.width });
  if (items.some(({ row }) => seen.has(row.uuid))) learned.nullsFirst = false;
  return learned.nullsFirst === false ? true : undefined;
}

/**
 * A part that begins well before the mark. Where, the list says turned round; its rows are not taken from there, since rows that
 * tie may stand otherwise. Where so few rows precede that the list itself is within reach, it is read at the `nearby` mark.
 */
async function legBack<T extends Row>(
  reader: Reader<T>,
  mark: Mark,
  range: Parameters<ListSource<T>['list']>[1],
  nearby: Mark,
): Promise<Leg<T>> {
  const { source, reach } = reader;
  const { orderField, direction } = source;
  const offset = Math.floor(reach / 2);
  const order = { order_field: orderField, order_type: turn(direction) };
  const { data, total } = await source.list({ limit: 1, offset, ...order }, range);
  const [row] = data;
  if (row === undefined) return legIn(reader, undefined, nearby, total ?? 0);
  const value = toSortValue(row[orderField]);
  const part = value === null ? undefined : partFrom(value, direction);
  if (typeof mark !== 'string' && !isWithin(part, [mark.key], direction)) throw outOfReach(source);
  return legIn(reader, part, mark, offset);
}

/** @throws BAD_USER_INPUT for the part that has just proved too long. */
function legIn<T extends Row>(reader: Reader<T>, part: Part, mark: Mark, expected: number | undefined): Leg<T> {
  const { source, learned } = reader;
  if (part === reader.part) throw outOfReach(source);
  return { reader: createReader(source, part, learned), mark, expected };
}

function turn(direction: 'asc' | 'desc'): 'asc' | 'desc' {
  return direction === 'asc' ? 'desc' : 'asc';
}
