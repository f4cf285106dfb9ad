import type { Collection } from './collection.ts';
import type { Dialect } from './dialect.ts';
import { type Predicate, toPredicate, toSearch } from './filter.ts';
import { invalid, Refusal } from './refusal.ts';
import { isObject, type JsonObject } from './route.ts';
import type { Form } from './window.ts';
import type { World } from './world.ts';

/** What a list of one kind of row can be asked. */
export interface ListSpec<R extends { uuid: string }> {
  rows(world: World): Collection<R>;
  /** Fields that `q` looks through. */
  search: readonly (string & keyof R)[];
  filters: readonly (string & keyof R)[];
  orders: readonly string[];
  /** Filter keys that mean something of their own. */
  special?: Record<string, (wanted: unknown) => Predicate>;
}

type KnownKeys = Pick<ListSpec<{ uuid: string }>, 'special'> & {
  filters: readonly string[];
  search: readonly string[];
};

const TIMESTAMPS = ['created_at', 'updated_at', 'sent_at'];

/** The part of a filter that this dialect honours. @throws {Refusal} for a key that the list does not know. */
export function toFilter(asked: unknown, form: Form, spec: KnownKeys, dialect: Dialect): JsonObject {
  if (asked === undefined || (Array.isArray(asked) && asked.length === 0)) return {};
  if (!isObject(asked)) throw new Refusal(400, 'The filter must be an object.');
  const known = new Set(['q', ...spec.filters, ...Object.keys(spec.special ?? {})]);
  const honoured: JsonObject = {};
  for (const [key, wanted] of Object.entries(asked)) {
    if (known.has(key)) Object.assign(honoured, honour(key, wanted, form, dialect));
    else if (dialect.strict) throw new Refusal(400, `Unknown filter key ${key}.`);
  }
  return honoured;
}

function honour(key: string, wanted: unknown, form: Form, dialect: Dialect): JsonObject {
  if (form === 'body' && key === 'uuid') {
    if (dialect.uuidSearch === 'error') throw new Refusal(500, 'Server Error');
    if (dialect.uuidSearch === 'ignored') return {};
  }
  if (isObject(wanted) && TIMESTAMPS.includes(key) && dialect.rangeFilters === 'ignored') return {};
  if (form === 'query' && Array.isArray(wanted)) {
    if (dialect.arrayFilters === 'ignored') return {};
    if (dialect.arrayFilters === 'error') throw new Refusal(500, 'Server Error');
    if (dialect.arrayFilters === 'refused') throw invalid({ [`filter.${key}`]: ['The filter must be a string.'] });
    if (dialect.arrayFilters === 'first') return { [key]: wanted[0] };
  }
  return { [key]: wanted };
}

/** One test for all keys of a filter. */
export function toMatcher(filter: JsonObject, { search, special = {} }: KnownKeys): Predicate {
  const predicates = Object.entries(filter).map(([key, wanted]) => {
    if (key === 'q') return toSearch(search, wanted);
    return special[key]?.(wanted) ?? toPredicate(key, wanted);
  });
  return (row) => predicates.every((matches) => matches(row));
}
