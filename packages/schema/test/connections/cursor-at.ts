import { fingerprintOf, toCursor } from '../../src/relay/cursor.ts';
import { toAnchor } from '../../src/relay/page-rows.ts';
import { createReader } from '../../src/relay/reader.ts';
import type { MovingList } from './moving-list.ts';

/** The cursor of the row at a position, as a page that shows the row gives it. */
export async function cursorAt({ source }: Pick<MovingList, 'source'>, position: number): Promise<string> {
  const reader = createReader(source);
  const { items } = await reader.read({ offset: Math.max(0, position - 4), limit: 9 });
  const item = items.find((other) => other.position === position);
  if (item === undefined) throw new Error(`No row at ${position}`);
  const anchor = toAnchor(item, items);
  return toCursor({ anchor, segment: undefined }, fingerprintOf(source));
}
