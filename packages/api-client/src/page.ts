import { isObject, toObject, toRow, UnexpectedBody } from './body.ts';

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
  /** Rows that match the filter, all pages together; null where the answer leaves it out. */
  total: number | null;
  /** null where the answer leaves it out. */
  hasMore: boolean | null;
}

/** Reads a list answer: `{ data, total, has_more }`, the numbers possibly under `pagination`, each row possibly in an envelope. */
export function toPage<Row extends { uuid: string }>(body: unknown, envelope?: string): Page<Row> {
  const { data, pagination, ...beside } = toObject(body);
  const { total, has_more } = isObject(pagination) ? pagination : beside;
  return {
    data: toRows(data, envelope),
    total: typeof total === 'number' ? total : null,
    hasMore: typeof has_more === 'boolean' ? has_more : null,
  };
}

/** Reads an array of rows, alone or in `data`. */
export function toRows<Row extends { uuid: string }>(body: unknown, envelope?: string): Row[] {
  const rows = isObject(body) ? body['data'] : body;
  if (!Array.isArray(rows)) throw new UnexpectedBody('no rows');
  return rows.map((row) => toRow<Row>(row, envelope));
}

/** The window that holds all rows with these UUIDs, up to 100. */
export function byUuid(uuids: readonly string[]): ListParams & { filter: { uuid: readonly string[] } } {
  return { filter: { uuid: uuids }, limit: 100, offset: 0, order_field: 'created_at', order_type: 'asc' };
}
