/** A sort value as the wire writes it. */
export type SortValue = string | number | null;

/** A sort value in the one spelling that compares: numbers by size, all else by code unit. */
export type SortKey = string | number | null;

export interface KeyOrder {
  direction: 'asc' | 'desc';
  nullsFirst: boolean;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
/** Length of a timestamp up to its second. */
const SECOND = 19;

export function toSortValue(value: unknown): SortValue {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** A timestamp's key is its UTC second and whatever digits follow, so that mixed precisions compare and none is cut off. */
export function toSortKey(value: SortValue): SortKey {
  if (typeof value !== 'string' || !TIMESTAMP.test(value)) return value;
  const zone = value.endsWith('Z') ? -1 : value.search(/[+-]\d\d:\d\d$/);
  if (zone >= 0) return toUtcKey(value.slice(0, zone), value.slice(zone)) ?? value;
  return toKey(value.slice(0, SECOND).replace(' ', 'T'), value.slice(SECOND, value.endsWith('Z') ? -1 : undefined));
}

function toUtcKey(local: string, zone: string): string | undefined {
  const time = new Date(`${local.slice(0, SECOND).replace(' ', 'T')}${zone}`);
  if (Number.isNaN(time.getTime())) return undefined;
  return toKey(time.toISOString().slice(0, SECOND), local.slice(SECOND));
}

function toKey(second: string, fraction: string): string {
  let end = fraction.length;
  while (end > 0 && (fraction[end - 1] === '0' || fraction[end - 1] === '.')) end--;
  return second + fraction.slice(0, end);
}

/** Negative where `a` stands before `b` in the list, positive where after, 0 where they tie. */
export function compareKeys(a: SortKey, b: SortKey, { direction, nullsFirst }: KeyOrder): number {
  if (a === b) return 0;
  if (a === null || b === null) return (a === null) === nullsFirst ? -1 : 1;
  const isLess = typeof a === typeof b ? a < b : String(a) < String(b);
  return isLess === (direction === 'asc') ? -1 : 1;
}

/** Where the nulls stand, if keys in list order show it. */
export function nullsFirstIn(keys: readonly SortKey[]): boolean | undefined {
  const isMixed = keys.includes(null) && keys.some((key) => key !== null);
  return isMixed ? keys[0] === null : undefined;
}

export function isInOrder(keys: readonly SortKey[], direction: KeyOrder['direction']): boolean {
  const order = { direction, nullsFirst: keys[0] === null };
  return keys.every((key, index) => index === 0 || compareKeys(keys[index - 1] ?? null, key, order) <= 0);
}
