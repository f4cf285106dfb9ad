import { toInstant } from '@getsales-gateway/api-client';

/** A sort value as the wire writes it. */
export type SortValue = string | number | null;

/** A sort value in the one spelling that compares: numbers by size, all else by code unit. */
export type SortKey = string | number | null;

export interface KeyOrder {
  sortDirection: 'asc' | 'desc';
  nullsFirst: boolean;
}

export function toSortValue(value: unknown): SortValue {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** A timestamp's key is its moment, so that offsets and precisions may be mixed. */
export function toSortKey(value: SortValue): SortKey {
  return typeof value === 'string' ? (toInstant(value) ?? value) : value;
}

/** Negative if `a` stands before `b` in the list, positive if after, 0 if they tie. */
export function compareKeys(a: SortKey, b: SortKey, { sortDirection, nullsFirst }: KeyOrder): number {
  if (a === b) return 0;
  if (a === null || b === null) return (a === null) === nullsFirst ? -1 : 1;
  const isLess = typeof a === typeof b ? a < b : String(a) < String(b);
  return isLess === (sortDirection === 'asc') ? -1 : 1;
}

export function isInOrder(keys: readonly SortKey[], order: KeyOrder): boolean {
  return keys.every((key, index) => index === 0 || compareKeys(keys[index - 1] ?? null, key, order) <= 0);
}
