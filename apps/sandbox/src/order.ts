import { fromTimestamp } from './clock.ts';
import type { Dialect } from './dialect.ts';

export interface Order {
  field: string;
  type: 'asc' | 'desc';
}

/** A sorted copy. Rows with equal values keep their order, in both directions. */
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

/** The form in which values are compared, as the upstream's database does: timestamps as numbers, text in lower case. */
export type Comparable = number | string | null;

export function toComparable(value: unknown): Comparable {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return fromTimestamp(text) ?? text.toLowerCase();
}

/** Negative, zero or positive. A number and a text are compared as texts. */
export function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
