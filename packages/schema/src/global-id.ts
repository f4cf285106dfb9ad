import { badInput } from './bad-input.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids that one argument takes; a query string holds no more. */
const MAX_IDS = 100;

/** The global ID of an entity. */
export function toGlobalId(typename: string, uuid: string): string {
  const id = `${typename}:${uuid}`;
  // Three times as fast as a buffer, but only for what a UUID holds. Whether GetSales sends UUIDs alone is up to it.
  return UUID.test(uuid) ? btoa(id) : Buffer.from(id).toString('base64');
}

/** The global ID with its type renamed; anything else as it is. */
export function renameGlobalId(id: string, rename: (typename: string) => string): string {
  const [, typename, uuid = ''] = /^(\w+):(.+)$/s.exec(Buffer.from(id, 'base64').toString()) ?? [];
  // Text that is not base64 is decoded too, without what does not fit. Encoding shows it. Padding may be missing.
  // The lookbehind keeps this linear, for ids as long as a body.
  const isGlobal =
    typename !== undefined && toGlobalId(typename, uuid).replace(/(?<!=)=+$/, '') === id.replace(/(?<!=)=+$/, '');
  return isGlobal ? toGlobalId(rename(typename), uuid) : id;
}

/** The type that a global ID names; undefined for anything else. */
export function typenameOf(id: string): string | undefined {
  return decode(id)?.typename;
}

/** @throws `BAD_USER_INPUT` for what is no global ID. */
export function fromGlobalId(id: string, argument: string): { typename: string; uuid: string } {
  const global = decode(id);
  if (global === undefined) throw badInput(`\`${argument}\` takes global IDs`);
  return global;
}

/**
 * The UUID, in lower case, that an `ID` argument means: the global ID of a `typename`, or a bare UUID.
 * Without `typename` only a bare UUID will do: the graph has no type for what it names.
 * @throws `BAD_USER_INPUT`, naming the argument.
 */
export function toUuid(id: string, argument: string, typename?: string): string {
  if (UUID.test(id)) return id.toLowerCase();
  if (typename === undefined) throw badInput(`\`${argument}\` is no UUID`);
  const global = decode(id);
  if (global?.typename !== typename) {
    throw badInput(`\`${argument}\` is neither a UUID nor the global ID of a ${typename}`);
  }
  return global.uuid;
}

/** As `toUuid`; undefined for an argument that is left out. */
export function toUuidIfGiven(id: string | null | undefined, argument: string, typename?: string): string | undefined {
  return id == null ? undefined : toUuid(id, argument, typename);
}

/**
 * As `toUuid`, for a list of 1 to 100 ids; undefined for an argument that is left out. Its size is checked before anything else.
 *
 * @throws `BAD_USER_INPUT` also for an empty list: as a body's list it would mean "all" upstream.
 */
export function toUuidsIfGiven(
  ids: readonly string[] | null | undefined,
  argument: string,
  typename?: string,
): string[] | undefined {
  if (ids == null) return undefined;
  checkSize(ids, argument);
  return [...new Set(ids.map((id) => toUuid(id, argument, typename)))];
}

/** As `toUuidsIfGiven`, for a condition of a filter, where an empty list is no condition. */
export function toUuidsOfFilter(
  ids: readonly string[] | null | undefined,
  argument: string,
  typename?: string,
): string[] | undefined {
  return ids?.length === 0 ? undefined : toUuidsIfGiven(ids, argument, typename);
}

/** @throws `BAD_USER_INPUT` for a list of fewer than one or more than `max`. */
export function checkSize(list: readonly unknown[], argument: string, max = MAX_IDS, noun = 'ids'): void {
  if (list.length === 0 || list.length > max) throw badInput(`\`${argument}\` takes 1 to ${max} ${noun}`);
}

/** Whether a value of the upstream is a UUID, as its references are. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** UUIDs are the same in either case; wherever they are compared, they are in lower case. */
export function toLowerCase(uuid: string): string {
  return uuid.toLowerCase();
}

function decode(id: string): { typename: string; uuid: string } | undefined {
  const [, typename = '', uuid = ''] = /^(\w+):([0-9a-f-]{36})$/i.exec(Buffer.from(id, 'base64').toString()) ?? [];
  return UUID.test(uuid) ? { typename, uuid: uuid.toLowerCase() } : undefined;
}
