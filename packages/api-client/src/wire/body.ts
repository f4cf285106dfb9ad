/** The value is not what this operation answers with. `request` turns it into an `ApiBodyError`, retried for reads. */
export class UnexpectedBody extends Error {
  override readonly name = 'UnexpectedBody';
}

/** A JSON object of which nothing has been checked. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws UnexpectedBody for anything but an object. */
export function toObject(body: unknown): JsonObject {
  if (body === undefined) throw new UnexpectedBody('empty');
  if (!isObject(body)) throw new UnexpectedBody('not an object');
  return body;
}

/**
 * A list as the upstream writes lists: an array; null where it is empty; an object with numbers for keys where PHP's array has
 * gaps. undefined for anything else.
 */
export function toList(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value === null) return [];
  const isNumbered = isObject(value) && Object.keys(value).every((key) => /^\d+$/.test(key));
  return isNumbered ? Object.values(value) : undefined;
}

/** Reads the answer of an operation that says nothing beyond its status. */
export function toNothing(): void {}

/**
 * The row in a single-object answer. It may stand alone, in `data`, or in an envelope named after the resource
 * (`{ lead, markers, flows }`), whose other keys are then kept beside the row's own. Keys are never renamed.
 */
export function toRow<Row extends { uuid: string }>(body: unknown, envelope?: string): Row {
  const outer = toObject(body);
  const object = isObject(outer['data']) && outer['uuid'] === undefined ? outer['data'] : outer;
  const inner = envelope === undefined ? undefined : object[envelope];
  if (envelope === undefined || !isObject(inner)) return withUuid(object);
  const { [envelope]: _, ...beside } = object;
  return withUuid({ ...beside, ...inner });
}

/** UUIDs are compared in lower case everywhere, so they enter in it. */
function withUuid<Row extends { uuid: string }>(row: JsonObject): Row {
  const { uuid } = row;
  if (typeof uuid !== 'string' || uuid.trim() === '') throw new UnexpectedBody('no uuid');
  const lower = uuid.toLowerCase();
  // The one cast: from here on JSON has the type that its resource file documents. GraphQL checks each field that is asked for.
  return (lower === uuid ? row : { ...row, uuid: lower }) as Row;
}

/** One window of a list, as the upstream returns it. */
export interface Page<T> {
  data: T[];
  /** Rows that match the filter, all pages together; null where the answer leaves it out, or its own rows refute it. */
  total: number | null;
  /** null where the answer leaves it out. */
  hasMore: boolean | null;
  /** Places in the answer of rows that cannot be read, counted from 0. `data` leaves them out; absent where there are none. */
  holes?: readonly number[];
}

/** Number of rows in the answer, unreadable ones included: offsets advance by it. */
export function countRows({ data, holes = [] }: Pick<Page<unknown>, 'data' | 'holes'>): number {
  return data.length + holes.length;
}

/**
 * Reads a list answer: `{ data, total, has_more }`, the numbers possibly under `pagination`, each row possibly in an envelope.
 * A row that cannot be read becomes a hole.
 *
 * @throws UnexpectedBody for what is no list.
 */
export function toPage<Row extends { uuid: string }>(body: unknown, envelope?: string): Page<Row> {
  const { data: given, pagination, ...beside } = toObject(body);
  const { total, has_more } = isObject(pagination) ? pagination : beside;
  const data: Row[] = [];
  const holes: number[] = [];
  for (const [place, each] of toArray(given).entries()) {
    const row = readRow<Row>(each, envelope);
    if (row === undefined) holes.push(place);
    else data.push(row);
  }
  return {
    data,
    total: toTotal(total, data.length + holes.length),
    hasMore: typeof has_more === 'boolean' ? has_more : null,
    ...(holes.length > 0 && { holes }),
  };
}

/** As GraphQL counts. */
const MAX_TOTAL = 2_147_483_647;

function toTotal(value: unknown, rows: number): number | null {
  const total = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  const isTotal = typeof total === 'number' && Number.isInteger(total) && total >= rows && total <= MAX_TOTAL;
  return isTotal ? total : null;
}

/** The page that was read at an offset, without a total that its rows refute: one smaller than the place of its last row. */
export function checkTotal<P extends Page<unknown>>(page: P, offset: number): P {
  const count = countRows(page);
  const isRefuted = count > 0 && page.total !== null && page.total < offset + count;
  return isRefuted ? { ...page, total: null } : page;
}

/** Reads a list of rows, alone or in `data`. @throws UnexpectedBody where one of them cannot be read. */
export function toRows<Row extends { uuid: string }>(body: unknown, envelope?: string): Row[] {
  const rows = isObject(body) && 'data' in body ? body['data'] : body;
  const list = toArray(rows);
  if (list.length === 0 && !Array.isArray(rows)) throw new UnexpectedBody('no rows');
  return list.map((row) => toRow<Row>(row, envelope));
}

/** PHP writes an empty list as null, and a list with gaps as an object with numbers for keys. */
function toArray(value: unknown): unknown[] {
  const list = toList(value);
  if (list === undefined) throw new UnexpectedBody('no rows');
  return list;
}

function readRow<Row extends { uuid: string }>(value: unknown, envelope: string | undefined): Row | undefined {
  try {
    return toRow<Row>(value, envelope);
  } catch (error) {
    if (error instanceof UnexpectedBody) return undefined;
    throw error;
  }
}
