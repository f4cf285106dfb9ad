import { type Comparable, compare, toComparable } from './comparison.ts';
import type { Dialect } from './dialect.ts';

export interface Order {
  field: string;
  type: 'asc' | 'desc';
}

/** Sorts anew. Rows that tie stay as they came, in both directions. */
export function sortRows<R extends object>(rows: readonly R[], { field, type }: Order, nulls: Dialect['nulls']): R[] {
  const sign = type === 'asc' ? 1 : -1;
  const nullsFirst = nulls === 'mysql' ? type === 'asc' : nulls === 'first';
  return rows
    .map((row) => ({ row, value: toComparable(Reflect.get(row, field)) }))
    .sort((a, b) => compareWithNulls(a.value, b.value, sign, nullsFirst))
    .map(({ row }) => row);
}

function compareWithNulls(a: Comparable, b: Comparable, sign: number, nullsFirst: boolean): number {
  if (a !== null && b !== null) return sign * compare(a, b);
  if (a === b) return 0;
  return (a === null) === nullsFirst ? -1 : 1;
}
