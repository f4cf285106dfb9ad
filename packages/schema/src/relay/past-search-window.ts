import type { Mark } from './anchor.ts';
import type { ListSource, Row } from './list-source.ts';
import { isWithin, outOfReach, type Part, partFrom, rangeOf } from './part.ts';
import { createReader, type Reader } from './reader.ts';
import type { Walk } from './run.ts';
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
  if (mark === 'end') return endOfLongList(reader);
  if (mark === 'start') throw outOfReach(source);
  if (mark.value === null) {
    // Backward, the rows before the nulls end where the nulls begin.
    if (part === null && walk === 'backward') return legBack(reader, 'end', 'is_not_null', mark);
    if (!(await areNullsLast(reader))) throw outOfReach(source);
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

async function endOfLongList<T extends Row>(reader: Reader<T>): Promise<Leg<T>> {
  const { source } = reader;
  if (source.range === undefined && (await areNullsLast(reader))) {
    const leg = legIn(reader, null, 'end', undefined);
    const { items, total } = await leg.reader.read({ offset: 0, limit: 1 });
    if (items.length > 0) return { ...leg, expected: total ?? undefined };
  }
  return legBack(reader, 'end', source.range, 'end');
}

async function areNullsLast<T extends Row>({ source, learned }: Reader<T>): Promise<boolean> {
  if (learned.nullsFirst !== undefined) return !learned.nullsFirst;
  const top = await createReader(source, undefined, learned).read({ offset: 0, limit: 1 });
  return top.items[0]?.key !== null;
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
