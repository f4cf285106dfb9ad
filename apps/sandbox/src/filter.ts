import { type Comparable, compare, toComparable } from './order.ts';
import { Refusal } from './refusal.ts';
import { isObject, type JsonObject } from './route.ts';

type Test = (difference: number) => boolean;

const OPERATORS: Record<string, Test> = {
  '=': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '<>': (difference) => difference !== 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
};

export type Predicate = (row: object) => boolean;

/** Rows that match one filter key: equality, IN for an array, operators for an object, `is_null`, `is_not_null`. */
export function toPredicate(key: string, wanted: unknown): Predicate {
  if (wanted === 'is_null') return (row) => isNull(field(row, key));
  if (wanted === 'is_not_null') return (row) => !isNull(field(row, key));
  if (Array.isArray(wanted)) {
    const set = new Set(wanted.map(toText));
    return (row) => valuesOf(field(row, key)).some((value) => set.has(toText(value)));
  }
  if (isObject(wanted)) return toComparisons(key, wanted);
  const text = toText(wanted);
  return (row) => valuesOf(field(row, key)).some((value) => toText(value) === text);
}

/** Rows of which a field contains the text, in upper or lower case. */
export function toSearch(fields: readonly string[], wanted: unknown): Predicate {
  const text = String(wanted).toLowerCase();
  return (row) =>
    fields.some((name) =>
      String(field(row, name) ?? '')
        .toLowerCase()
        .includes(text),
    );
}

function toComparisons(key: string, operators: JsonObject): Predicate {
  const tests = Object.entries(operators).map(([operator, bound]): [Test, Comparable] => {
    const test = OPERATORS[operator];
    if (test === undefined) throw new Refusal(400, `Unknown operator ${operator} in filter ${key}.`);
    return [test, toComparable(fromText(bound))];
  });
  return (row) => {
    const value = toComparable(field(row, key));
    return value !== null && tests.every(([test, bound]) => bound !== null && test(compare(value, bound)));
  };
}

function field(row: object, name: string): unknown {
  return Reflect.get(row, name);
}

/** As in SQL, null equals nothing. An array in a row (tags, lists) holds several values. */
function valuesOf(value: unknown): unknown[] {
  if (isNull(value)) return [];
  return Array.isArray(value) ? value : [value];
}

/** A query string writes booleans as words. */
function toText(value: unknown): string {
  if (value === 'true' || value === 'false') return value === 'true' ? '1' : '0';
  return String(toComparable(value));
}

/** A query string writes numbers as text. */
function fromText(bound: unknown): unknown {
  return typeof bound === 'string' && /^-?\d+(\.\d+)?$/.test(bound) ? Number(bound) : bound;
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}
