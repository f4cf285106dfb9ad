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
