import type { ListParams, Page } from '@getsales-gateway/api-client';
import { compareKeys, toSortKey, toSortValue } from '../relay/sort-key.ts';

/** One window of rows that are all here, in the order asked for. Rows without a value stand at the old end. */
export function pageOfRows<T extends object>(rows: readonly T[], params: ListParams): Page<T> {
  const { limit, offset, order_field, order_type: direction } = params;
  const order = { direction, sortDirection: direction, nullsFirst: direction === 'asc' };
  const keyed = rows.map((row) => ({ row, key: toSortKey(toSortValue(Reflect.get(row, order_field))) }));
  const sorted = keyed.toSorted((one, other) => compareKeys(one.key, other.key, order));
  const data = sorted.slice(offset, offset + limit).map(({ row }) => row);
  return { data, total: rows.length, hasMore: offset + data.length < rows.length };
}
