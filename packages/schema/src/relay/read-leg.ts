import { countBeyond, extend, type Stretch, TRIES, type Want } from './extend.ts';
import type { Row } from './list-source.ts';
import { type Located, locate } from './locate.ts';
import { partFrom } from './part.ts';
import type { Leg } from './past-search-window.ts';
import { layoutOf, type Reader } from './reader.ts';
import type { Run } from './run.ts';
import { windowsBeyond } from './windows.ts';

/**
 * Reads the rows beyond a mark in one part of the list, anew where not one of them could be joined to it. `lost`: the mark could not be found, so fast does the list move.
 * `blocked`: it lies past the search window.
 */
export async function readLeg<T extends Row>(leg: Leg<T>, want: Want): Promise<Stretch<T> | 'lost' | 'blocked'> {
  for (let tries = 0; tries < TRIES; tries++) {
    const stretch = await readOnce(leg, want);
    if (typeof stretch === 'string' || stretch.stop !== 'torn' || countBeyond(stretch, want.walk) > 0) return stretch;
  }
  return 'lost';
}

async function readOnce<T extends Row>(leg: Leg<T>, want: Want): Promise<Stretch<T> | 'lost' | 'blocked'> {
  const { reader, mark, expected } = leg;
  const { walk, size } = want;
  if (expected === undefined) return readFromCount(reader, want);
  if (goesPast(leg, want)) return 'blocked';
  const total = typeof mark !== 'string' && mark.position === expected ? mark.total : null;
  const windows = windowsBeyond({ position: expected, total }, size, walk, layoutOf(reader));
  const [first, ...ahead] = await reader.readAll(windows);
  if (first === undefined) return 'blocked';
  const located = await locate(reader, mark, first, { walk, rows: size, expected });
  return extended(reader, located, want, ahead);
}

/** Whether the page would leave the search window. Then it is read from the part that begins at its cursor, in one request. */
function goesPast<T extends Row>({ reader, mark, expected }: Leg<T>, { walk, size }: Want): boolean {
  if (walk === 'backward' || typeof mark === 'string' || mark.value === null || mark.position !== expected)
    return false;
  const isLong = mark.total !== null && mark.total >= reader.reach;
  const part = partFrom(mark.value, reader.source.direction);
  return isLong && mark.position + size >= reader.reach && part !== reader.part;
}

/** From the end, whose position a first window has to tell. A short list is then read already. */
async function readFromCount<T extends Row>(reader: Reader<T>, want: Want): Promise<Stretch<T> | 'lost' | 'blocked'> {
  const { walk, size: rows } = want;
  const limit = Math.max(1, Math.min(rows, reader.learned.width));
  const first = await reader.read({ offset: 0, limit });
  const { total } = first;
  if (first.more === false || total === null) {
    return extended(reader, await locate(reader, 'end', first, { walk, rows, expected: 0 }), want, []);
  }
  return total >= reader.reach ? 'blocked' : readOnce({ reader, mark: 'end', expected: total }, want);
}

async function extended<T extends Row>(
  reader: Reader<T>,
  located: Located<T> | 'lost' | 'blocked',
  want: Want,
  ahead: readonly Run<T>[],
): Promise<Stretch<T> | 'lost' | 'blocked'> {
  return typeof located === 'string' ? located : extend(reader, located, want, ahead);
}
