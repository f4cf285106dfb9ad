import { isObject, toList, toObject, toRow, UnexpectedBody } from './body.ts';

/** Window onto a list, as the upstream takes it. */
export interface PageParams {
  /** Rows asked for; documented maximum 100. What comes may be fewer or more: count the rows. */
  limit: number;
  offset: number;
}

/** A window of an ordered list. The order is always sent: its default differs by source. */
export interface ListParams extends PageParams {
  order_field: string;
  order_type: 'asc' | 'desc';
}

/** One window of a list, as the upstream returns it. */
export interface Page<T> {
  data: T[];
  /** Rows that match the filter, all pages together; null where the answer leaves it out, or its own rows refute it. */
  total: number | null;
  /** null where the answer leaves it out. */
  hasMore: boolean | null;
  /** Places in the answer of rows that cannot be read, counted from 0. `data` leaves them out; absent where there are none. */
  holes?: readonly number[];
}

/** Number of rows in the answer, unreadable ones included: offsets advance by it. */
export function countRows({ data, holes = [] }: Pick<Page<unknown>, 'data' | 'holes'>): number {
  return data.length + holes.length;
}

/**
 * Reads a list answer: `{ data, total, has_more }`, the numbers possibly under `pagination`, each row possibly in an envelope.
 * A row that cannot be read becomes a hole.
 *
 * @throws UnexpectedBody for what is no list.
 */
export function toPage<Row extends { uuid: string }>(body: unknown, envelope?: string): Page<Row> {
  const { data: given, pagination, ...beside } = toObject(body);
  const { total, has_more } = isObject(pagination) ? pagination : beside;
  const data: Row[] = [];
  const holes: number[] = [];
  for (const [place, each] of toArray(given).entries()) {
    const row = readRow<Row>(each, envelope);
    if (row === undefined) holes.push(place);
    else data.push(row);
  }
  return {
    data,
    total: toTotal(total, data.length + holes.length),
    hasMore: typeof has_more === 'boolean' ? has_more : null,
    ...(holes.length > 0 && { holes }),
  };
}

/** As GraphQL counts. */
const MAX_TOTAL = 2_147_483_647;

function toTotal(value: unknown, rows: number): number | null {
  const total = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  const isTotal = typeof total === 'number' && Number.isInteger(total) && total >= rows && total <= MAX_TOTAL;
  return isTotal ? total : null;
}

/** The page that was read at an offset, without a total that its rows refute: one smaller than the place of its last row. */
export function checkTotal<P extends Page<unknown>>(page: P, offset: number): P {
  const count = countRows(page);
  const isRefuted = count > 0 && page.total !== null && page.total < offset + count;
  return isRefuted ? { ...page, total: null } : page;
}

/** Reads a list of rows, alone or in `data`. @throws UnexpectedBody where one of them cannot be read. */
export function toRows<Row extends { uuid: string }>(body: unknown, envelope?: string): Row[] {
  const rows = isObject(body) && 'data' in body ? body['data'] : body;
  const list = toArray(rows);
  if (list.length === 0 && !Array.isArray(rows)) throw new UnexpectedBody('no rows');
  return list.map((row) => toRow<Row>(row, envelope));
}

/** PHP writes an empty list as null, and a list with gaps as an object with numbers for keys. */
function toArray(value: unknown): unknown[] {
  const list = toList(value);
  if (list === undefined) throw new UnexpectedBody('no rows');
  return list;
}

function readRow<Row extends { uuid: string }>(value: unknown, envelope: string | undefined): Row | undefined {
  try {
    return toRow<Row>(value, envelope);
  } catch (error) {
    if (error instanceof UnexpectedBody) return undefined;
    throw error;
  }
}

/** The window that holds all rows with these UUIDs, up to 100. */
export function byUuid(uuids: readonly string[]): ListParams & { filter: { uuid: readonly string[] } } {
  return { filter: { uuid: uuids }, limit: 100, offset: 0, order_field: 'created_at', order_type: 'asc' };
}
