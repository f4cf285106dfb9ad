import { fromTimestamp } from './timestamp.ts';

/** A field's value as it is compared: timestamps as numbers, text without regard to case, like the upstream's database. */
export type Comparable = number | string | null;

export function toComparable(value: unknown): Comparable {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return fromTimestamp(text) ?? text.toLowerCase();
}

/** Negative, zero or positive, of two values that are not null. A number and a text are compared as texts. */
export function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
