import type { Collection } from './collection.ts';
import type { Dialect } from './dialect.ts';
import { type Predicate, toPredicate, toSearch } from './filter.ts';
import { type Order, sortRows } from './order.ts';
import { type FieldMessages, invalid, Refusal } from './refusal.ts';
import { type Answer, type Call, isObject, type JsonObject } from './route.ts';
import type { World } from './world.ts';

interface ListRequest<R> {
  form: Form;
  /** Whether the list ends at the search window. */
  windowed?: boolean;
  /** Converts the rows of the window to the shape in which they are served. */
  shape?(rows: readonly R[]): readonly unknown[];
}

export const LIST_BODY = ['limit', 'offset', 'order_field', 'order_type', 'filter'];
export const LIST_QUERY = [...LIST_BODY, 'order-field', 'order-type'];

/** Answers one window of a list: filtered, in order, in the upstream's envelope. */
export function list<R extends { uuid: string }>(call: Call, spec: ListSpec<R>, request: ListRequest<R>): Answer {
  const { dialect, world } = call;
  const asked = call[request.form];
  const window = toWindow(asked, request.form, spec.orders, dialect);
  const filter = toFilter(asked['filter'], request.form, spec, dialect);
  const rows = spec
    .rows(world)
    .view(JSON.stringify([filter, window.order, dialect.nulls]), (all) =>
      sortRows(all.filter(toMatcher(filter, spec, world)), window.order, dialect.nulls),
    );

  const { windowed = false, shape = (same) => same } = request;
  const reach = windowed ? dialect.searchWindow : Number.POSITIVE_INFINITY;
  if (window.offset + window.limit > reach) {
    if (dialect.beyondWindow === 'error') throw new Refusal(500, 'Server Error');
    if (dialect.beyondWindow === 'no-body') return { status: 200 };
  }
  const end = Math.min(window.offset + window.limit, reach);
  const total = dialect.total === 'capped' ? Math.min(rows.length, reach) : rows.length;
  return { status: 200, body: toEnvelope(shape(rows.slice(window.offset, end)), total, window, dialect) };
}

/** The rows that match the filter of a body. */
export function rowsMatching<R extends { uuid: string }>(
  { body, dialect, world }: Call,
  spec: ListSpec<R>,
): readonly R[] {
  const filter = toFilter(body['filter'], 'body', spec, dialect);
  return spec
    .rows(world)
    .all()
    .filter(toMatcher(filter, spec, world));
}

function toEnvelope(data: readonly unknown[], total: number, window: Window, dialect: Dialect): object {
  const numbers = {
    limit: window.limit,
    offset: window.offset,
    ...(dialect.total !== 'absent' && { total: toTotal(total, dialect) }),
    ...(dialect.hasMore === 'present' && { has_more: window.offset + data.length < total }),
  };
  const rows = toListForm(data, dialect);
  return dialect.pagination === 'nested' ? { data: rows, pagination: numbers } : { data: rows, ...numbers };
}

/** The keys of an object begin with 1, as in PHP's JSON of an array whose first element was removed. */
function toListForm(data: readonly unknown[], { lists }: Dialect): unknown {
  if (lists === 'objects') return Object.fromEntries(data.map((row, index) => [index + 1, row]));
  return lists === 'null-when-empty' && data.length === 0 ? null : data;
}

function toTotal(total: number, { total: form }: Dialect): number | string {
  if (form === 'text') return String(total);
  if (form === 'zero') return 0;
  if (form === 'negative') return -1;
  return form === 'fraction' ? total + 0.5 : total;
}

/** Search, filters and orders of one kind of row. */
export interface ListSpec<R extends { uuid: string }> {
  rows(world: World): Collection<R>;
  /** Fields that `q` looks through. */
  search: readonly (string & keyof R)[];
  filters: readonly (string & keyof R)[];
  /** Filter keys that no reference lists. The dialect decides whether they are honoured. */
  guesses?: readonly string[];
  orders: readonly string[];
  /** Filter keys that are no plain comparison with a field. */
  special?: Record<string, (wanted: unknown, world: World) => Predicate>;
}

type KnownKeys = Pick<ListSpec<{ uuid: string }>, 'special'> & {
  guesses?: readonly string[];
  filters: readonly string[];
  search: readonly string[];
};

const TIMESTAMPS = ['created_at', 'updated_at', 'sent_at'];

/** The part of a filter that this dialect honours. @throws {Refusal} for a key that the list does not know. */
function toFilter(asked: unknown, form: Form, spec: KnownKeys, dialect: Dialect): JsonObject {
  if (asked === undefined || (Array.isArray(asked) && asked.length === 0)) return {};
  if (!isObject(asked)) throw new Refusal(400, 'The filter must be an object.');
  const known = new Set(['q', ...spec.filters, ...Object.keys(spec.special ?? {})]);
  const honoured: JsonObject = {};
  for (const [key, wanted] of Object.entries(asked)) {
    if (spec.guesses?.includes(key)) {
      if (dialect.guessedFilters === 'error') throw new Refusal(500, 'Server Error');
      if (dialect.guessedFilters === 'ignored') continue;
      Object.assign(honoured, honour(key, wanted, form, dialect));
    } else if (known.has(key)) Object.assign(honoured, honour(key, wanted, form, dialect));
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
function toMatcher(filter: JsonObject, { search, special = {} }: KnownKeys, world: World): Predicate {
  const predicates = Object.entries(filter).map(([key, wanted]) => {
    if (key === 'q') return toSearch(search, wanted);
    return special[key]?.(wanted, world) ?? toPredicate(key, wanted);
  });
  return (row) => predicates.every((matches) => matches(row));
}

const DEFAULT_LIMIT = 20;

export interface Window {
  limit: number;
  offset: number;
  order: Order;
}

/** Where the parameters of a list are read from. */
type Form = 'query' | 'body';

/** Reads limit, offset and order from a query string or a body. @throws {Refusal} 422 naming each wrong one. */
function toWindow(asked: JsonObject, form: Form, orders: readonly string[], dialect: Dialect): Window {
  const limit = Number(asked['limit'] ?? DEFAULT_LIMIT);
  const offset = Number(asked['offset'] ?? 0);
  const field = String(spelled('order_field', asked, form, dialect) ?? 'created_at');
  const type = String(spelled('order_type', asked, form, dialect) ?? dialect.defaultOrderType).toLowerCase();

  const { maxLimit, oversize } = dialect;
  const faults: FieldMessages = {};
  if (!Number.isInteger(limit) || limit < 1) faults['limit'] = ['The limit must be an integer of at least 1.'];
  if (limit > maxLimit && oversize === 'rejected') faults['limit'] = [`The limit may not be greater than ${maxLimit}.`];
  if (!Number.isInteger(offset) || offset < 0) faults['offset'] = ['The offset must be an integer of at least 0.'];
  if (!orders.includes(field)) faults['order_field'] = [`The order field ${field} is invalid.`];
  if (type !== 'asc' && type !== 'desc') faults['order_type'] = ['The order type must be asc or desc.'];
  if (Object.keys(faults).length > 0) throw invalid(faults);

  return {
    limit: oversize === 'clamped' ? Math.min(limit, maxLimit) : limit,
    offset,
    order: { field, type: type === 'asc' ? 'asc' : 'desc' },
  };
}

/** Bodies have one spelling, with underscores. */
function spelled(name: string, asked: JsonObject, form: Form, { orderSpelling }: Dialect): unknown {
  const hyphenated = asked[name.replace('_', '-')];
  if (orderSpelling === 'none') return undefined;
  if (form === 'body' || orderSpelling === 'underscore') return asked[name];
  return orderSpelling === 'hyphen' ? hyphenated : (asked[name] ?? hyphenated);
}
