import { z } from 'zod';
import { isObject, type JsonObject } from './route.ts';

const oddValueSchema = z.strictObject({
  /** The row that gets the odd value, in every answer that has it. Left out: the body itself. */
  uuid: z.string().optional(),
  /** Beginning of the paths whose answers are changed. Left out: all. */
  path: z.string().startsWith('/').optional(),
  /** Place in the row, or in the body: `first_name`, `location.0.city`, `data`. Left out: the whole of it. */
  at: z.string().default(''),
  /** The value to serve. Left out: the key is removed. */
  value: z.unknown().optional(),
});

/** One value that answers contain in place of the stored one. */
type OddValue = z.output<typeof oddValueSchema>;

/** Wrong values in answers. Filters and orders still use the stored ones. */
export interface OddValues {
  /** @throws {z.ZodError} naming every key and value it does not know. */
  add(input: unknown): void;
  all(): readonly OddValue[];
  clear(): void;
  /** The body as it is served. */
  apply(body: unknown, path: string): unknown;
}

export function createOddValues(): OddValues {
  let odd: OddValue[] = [];
  return {
    add: (input) => void odd.push(oddValueSchema.parse(input)),
    all: () => odd,
    clear() {
      odd = [];
    },
    apply(body, path) {
      const due = odd.filter((each) => each.path === undefined || path.startsWith(each.path));
      if (due.length === 0 || body === undefined) return body;
      const copy = withOddRows(structuredClone(body), due);
      return due.filter(({ uuid }) => uuid === undefined).reduce(replace, copy);
    },
  };
}

/** A copy of the value, with the odd values of the rows in it. */
function withOddRows(value: unknown, odd: readonly OddValue[]): unknown {
  if (Array.isArray(value)) return value.map((each) => withOddRows(each, odd));
  if (!isObject(value)) return value;
  const inner = ['lead', 'company'].find((key) => isObject(value[key]));
  const uuid = uuidOf(value) ?? (inner && uuidOf(value[inner]));
  if (uuid === undefined) return mapValues(value, (each) => withOddRows(each, odd));
  const own = odd.filter((each) => each.uuid?.toLowerCase() === uuid.toLowerCase());
  return own.reduce<unknown>(
    (row, each) => replace(row, isInside(row, inner, each) ? within(inner, each) : each),
    value,
  );
}

/** Most fields of a row in an envelope are inside it; markers and custom fields are beside it. */
function isInside(row: unknown, inner: string | undefined, { at }: OddValue): boolean {
  const [first = ''] = at.split('.');
  return inner !== undefined && at !== '' && isObject(row) && !Object.hasOwn(row, first);
}

function within(inner = '', odd: OddValue): OddValue {
  return { ...odd, at: `${inner}.${odd.at}` };
}

function replace(target: unknown, { at, value }: OddValue): unknown {
  return at === '' ? value : replaceAt(target, at.split('.'), value);
}

function replaceAt(target: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(target)) return Object.values(replaceAt({ ...target }, [key, ...rest], value) ?? {});
  const object: JsonObject = isObject(target) ? target : {};
  const { [key]: old, ...others } = object;
  const next = rest.length === 0 ? value : replaceAt(old, rest, value);
  return next === undefined ? others : { ...object, [key]: next };
}

function uuidOf(value: unknown): string | undefined {
  return isObject(value) && typeof value['uuid'] === 'string' ? value['uuid'] : undefined;
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
