type Scalar = string | number | boolean;

type Comparison = '=' | '!=' | '<>' | '<' | '<=' | '>' | '>=';

/**
 * One filter value in the upstream's dialect: a scalar is equality, an array IN, an object carries comparison operators,
 * and the strings `is_null` and `is_not_null` test for NULL.
 */
export type FilterValue = Scalar | readonly Scalar[] | Partial<Record<Comparison, Scalar>>;

/** Conditions by the name of a field; all of them have to hold. A name that the upstream does not know is ignored with 200. */
export type Filter = Record<string, FilterValue | undefined>;

/** The parameters of a query string, by name. */
export interface Query {
  [name: string]: Scalar | Filter | undefined;
}

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

/** The window that holds all rows with these UUIDs, up to 100. */
export function byUuid(uuids: readonly string[]): ListParams & { filter: { uuid: readonly string[] } } {
  return { filter: { uuid: uuids }, limit: 100, offset: 0, order_field: 'created_at', order_type: 'asc' };
}

/** Whether the filter has no condition, so that all rows match. */
export function isUnfiltered(filter: Filter = {}): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

/**
 * Writes a query string in the upstream's dialect: `filter[key][]=v`, `filter[key][>=]=v`, and the order in both spellings,
 * `order_field` (the reference) and `order-field` (the quick start), since either may be the one that is honoured.
 */
export function toQueryString(query: Query): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    append(pairs, name, value);
    if (name === 'order_field' || name === 'order_type') append(pairs, name.replace('_', '-'), value);
  }
  return pairs.join('&');
}

function append(pairs: string[], name: string, value: Filter[string] | Filter): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    const key = encodeURIComponent(`${name}[]`);
    for (const item of value) pairs.push(`${key}=${encodeURIComponent(item)}`);
  } else if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) append(pairs, `${name}[${key}]`, inner);
  } else {
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
}
