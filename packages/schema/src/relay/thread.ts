import type { ListSource, Row } from './list-source.ts';
import { toAnchor } from './page-rows.ts';
import { type Entry, type PageRead, readPage, type Start, startOf, type Want } from './read-page.ts';
import { createReader, type Learned, newLearned, type Reader } from './reader.ts';
import { readInRange } from './rows-in-range.ts';
import { toSortKey, toSortValue } from './sort-key.ts';
import { type Direction, MAX_ROWS } from './windows.ts';

/**
 * Reads a page of an ascending list in which rows without a sort value stand behind the others, ordered by `undatedBy`: as
 * messages that are still to be sent stand in a conversation. Those are few: a page that reaches them reads all of them.
 */
export async function readThread<T extends Row>(
  source: ListSource<T>,
  cursor: Start | undefined,
  want: Want,
): Promise<PageRead<T>> {
  const list = rememberingWhole(source);
  const learned = newLearned();
  const read = () => {
    const thread = createThread(list, learned);
    return want.direction === 'forward' ? readForward(thread, cursor, want) : readBackward(thread, cursor, want);
  };
  const page = await read();
  // If rows without a sort value turned out to stand elsewhere than declared, they are looked for at both ends.
  return { ...(learned.isOrdered ? page : await read()), total: list.total() };
}

/** The two stretches that a thread is made of. */
interface Thread<T extends Row> {
  readDated(start: Start | undefined, want: Want): Promise<PageRead<T>>;
  /** All of them, in order. If some are expected, the list is not taken to have none before both of its ends were seen. */
  readUndated(areExpected: boolean): Promise<Entry<T>[]>;
  /** Rows in the list, as the newest answer says; undefined before the first. */
  total(): number | null | undefined;
}

async function readForward<T extends Row>(thread: Thread<T>, cursor: Start | undefined, want: Want) {
  const { size, needsBeyond, needsBehind } = want;
  const place = placeOf(cursor);
  const dated = place === undefined ? await thread.readDated(cursor, want) : NOTHING;
  if (dated.hasBeyond === true || (dated.entries.length === size && !needsBeyond)) return dated;
  const undated = without(await thread.readUndated(place !== undefined), dated.entries);
  const following = undated.filter(({ item }) => place === undefined || orderOf(item.value, item.row.uuid) > place);
  const entries = [...dated.entries, ...following];
  const isBehindKnown = dated.hasBehind || (place !== undefined && undated.length > following.length);
  const needsDated = place !== undefined && needsBehind && !isBehindKnown;
  const first = needsDated ? await thread.readDated(undefined, ONE_ROW) : NOTHING;
  return {
    entries: entries.slice(0, size),
    hasBeyond: entries.length > size,
    hasBehind: isBehindKnown || first.entries.length > 0,
  };
}

async function readBackward<T extends Row>(thread: Thread<T>, cursor: Start | undefined, want: Want) {
  const { size, needsBeyond, needsBehind } = want;
  const place = placeOf(cursor);
  const isAmongDated = cursor !== undefined && place === undefined;
  const undated = isAmongDated && !needsBehind ? [] : await thread.readUndated(place !== undefined);
  const isBefore = ({ item }: Entry<T>) => place === undefined || orderOf(item.value, item.row.uuid) < place;
  const preceding = isAmongDated ? [] : undated.filter(isBefore);
  const missing = size - preceding.length;
  const needsDated = missing > 0 || (missing === 0 && needsBeyond);
  const from: Start = isAmongDated ? cursor : { mark: 'end', expected: thread.total() ?? undefined };
  const dated = needsDated ? await thread.readDated(from, { ...want, size: missing }) : NOTHING;
  const entries = [...dated.entries, ...without(preceding, dated.entries)];
  return {
    entries: entries.slice(Math.max(0, entries.length - size)),
    hasBeyond: entries.length > size || dated.hasBeyond,
    hasBehind: dated.hasBehind || undated.length > preceding.length,
  };
}

const NOTHING = { entries: [], hasBeyond: false, hasBehind: false };
const ONE_ROW: Want = { direction: 'forward', size: 1, needsBeyond: false };

/** A row that was sent between two answers is in both. */
function without<T extends Row>(entries: readonly Entry<T>[], others: readonly Entry<T>[]): Entry<T>[] {
  const known = new Set(others.map(({ item }) => item.row.uuid));
  return entries.filter(({ item }) => !known.has(item.row.uuid));
}

function createThread<T extends Row>({ source, total }: Whole<T>, learned: Learned): Thread<T> {
  const { orderField, undatedBy = orderField } = source;
  const dated = { ...source, ranges: { [orderField]: {} } };
  const wasOrdered = learned.isOrdered;
  return {
    total,
    readDated: (start, want) => readInRange(dated, start, want, learned),
    async readUndated(areExpected) {
      const reader = createReader(source, learned);
      const rows = await undatedFrom(reader, 'forward');
      const areHere = wasOrdered && (rows.size > 0 || !areExpected);
      const all = areHere ? rows : new Map([...rows, ...(await undatedFrom(reader, 'backward'))]);
      const items = [...all.values()].map((row) => {
        const value = `${UNDATED}${toSortKey(toSortValue(row[undatedBy])) ?? ''}`;
        return { row, value, key: value, position: 0, total: null };
      });
      items.sort((a, b) => (orderOf(a.value, a.row.uuid) < orderOf(b.value, b.row.uuid) ? -1 : 1));
      return items.map((item) => ({ item, items: [item] }));
    },
  };
}

/** The rows without a sort value at an end of the list, by UUID. */
async function undatedFrom<T extends Row>(reader: Reader<T>, direction: Direction): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  for (let start = startOf(direction); ; ) {
    const { entries, hasBeyond } = await readPage(reader, start, { direction, size: MAX_ROWS, needsBeyond: false });
    const undated = entries.filter(({ item }) => item.key === null);
    for (const { item } of undated) found.set(item.row.uuid, item.row);
    const last = entries.at(direction === 'forward' ? -1 : 0);
    if (last === undefined || undated.length < entries.length || hasBeyond === false) return found;
    start = { mark: toAnchor(last.item, last.items), expected: last.item.position };
  }
}

/** Begins the sort value in the cursor of a row that has none. No time begins so. */
const UNDATED = 'undated ';

/** A cursor's place among the undated rows, if it is there. */
function placeOf(cursor: Start | undefined): string | undefined {
  if (cursor === undefined || typeof cursor.mark === 'string') return undefined;
  const { value, uuid } = cursor.mark;
  return typeof value === 'string' && value.startsWith(UNDATED) ? orderOf(value, uuid) : undefined;
}

function orderOf(value: unknown, uuid: string): string {
  return `${value} ${uuid}`;
}

interface Whole<T extends Row> extends Pick<Thread<T>, 'total'> {
  source: ListSource<T>;
}

/** A list that is not asked again once an answer held all of it. */
function rememberingWhole<T extends Row>(source: ListSource<T>): Whole<T> {
  let whole: readonly T[] | undefined;
  let total: number | null | undefined;
  const list: ListSource<T>['list'] = async (window, range) => {
    const { offset, limit } = window;
    if (whole !== undefined) {
      return { data: whole.slice(offset, offset + limit), total: whole.length, hasMore: offset + limit < whole.length };
    }
    const page = await source.list(window, range);
    total = page.total;
    const isAll = page.total === null ? page.hasMore === false : page.total === page.data.length;
    if (offset === 0 && isAll && page.holes === undefined) whole = page.data;
    return page;
  };
  return { source: { ...source, list }, total: () => total };
}
