import type { FilterValue } from '@getsales-gateway/api-client';
import type { EnumRef, InputFieldBuilder, InputFieldRef } from '@pothos/core';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import { DateTimeRange, toSortRange } from '../date-time-range.ts';
import { toUuid, toUuidsOfFilter } from '../global-id.ts';

type Types = typeof builder.$inferSchemaTypes;
type Fields = InputFieldBuilder<Types, 'InputObject'>;

/** A filter as the upstream takes it; `q` is the text to search for. */
export type WireFilter<Key extends string> = Partial<Record<Key | 'q', FilterValue>>;

/** One condition of a filter: its field in the input, and what it is on the wire. */
export interface Condition<Key extends string> {
  key: Key;
  field: (t: Fields) => InputFieldRef<Types, unknown>;
  /** Undefined for a value that is no condition. Gets what the field's own type lets through. */
  toWire: (value: unknown, argument: string) => FilterValue | undefined;
  /** Whether the gateway tests it on the rows, because the upstream may ignore it. */
  isChecked?: boolean;
}

/** The wire's keys of each filter, by the name of its input: a test compares them with the reference. */
export const filterKeys = new Map<string, readonly string[]>();

export type FilterInput<Key extends string> = ReturnType<typeof filterInput<Key>>;

/** A filter input: all of its conditions hold together. Two conditions that write one key exclude each other. */
export function filterInput<Key extends string>(
  name: string,
  description: string,
  conditions: Readonly<Record<string, Condition<Key>>>,
) {
  const all = Object.values(conditions);
  const asked = all.filter(({ isChecked = false }) => !isChecked);
  filterKeys.set(
    name,
    asked.map(({ key }) => key),
  );
  const type = builder.inputType(name, {
    description: `${description} All given conditions apply together.`,
    fields: (t) => Object.fromEntries(Object.entries(conditions).map(([field, { field: of }]) => [field, of(t)])),
  });
  return {
    /** The keys of conditions that the gateway tests by itself: they are not for the upstream. */
    checkedKeys: new Set<string>(all.filter(({ isChecked }) => isChecked).map(({ key }) => key)),

    /** The fields of those conditions in the input. */
    checkedFields: Object.keys(conditions).filter((field) => conditions[field]?.isChecked),

    /** The `filter` argument of a list. */
    args: (what: string) => builder.args((t) => ({ filter: t.field({ type, description: what }) })),

    /** Without a key where nothing is asked for. @throws BAD_USER_INPUT, naming the condition. */
    toWire(filter: object | null | undefined): WireFilter<Key> {
      const wire: WireFilter<Key> = {};
      const writers = new Map<string, string>();
      const given = new Map<string, unknown>(Object.entries(filter ?? {}));
      // In the order of their declaration, so that equal filters make equal requests.
      for (const [field, { key, toWire }] of Object.entries(conditions)) {
        const argument = `filter.${field}`;
        const asked = given.get(field);
        const value = asked == null ? undefined : toWire(asked, argument);
        if (value === undefined) continue;
        const other = writers.get(key);
        if (other) throw badInput(`\`${other}\` and \`${argument}\` exclude each other`);
        writers.set(key, argument);
        wire[key] = value;
      }
      return wire;
    },
  };
}

/** Text that the field equals. */
export function text<Key extends string>(key: Key, description: string): Condition<Key> {
  return { key, field: (t) => t.string({ description }), toWire: toText };
}

/** Words to find; empty text is no condition. */
export function search<Key extends string>(key: Key, description: string): Condition<Key> {
  return {
    key,
    field: (t) => t.string({ description }),
    toWire: (value) => toText(value) || undefined,
  };
}

/** A whole number, which may be larger than GraphQL's Int. */
export function integer<Key extends string>(key: Key, description: string): Condition<Key> {
  return {
    key,
    field: (t) => t.float({ description }),
    toWire(value, argument) {
      if (typeof value !== 'number') return undefined;
      if (!Number.isSafeInteger(value)) throw badInput(`\`${argument}\` takes a whole number`);
      return value;
    },
  };
}

/** True or false, which the upstream takes as 1 or 0. */
export function yesNo<Key extends string>(key: Key, description: string): Condition<Key> {
  return { key, field: (t) => t.boolean({ description }), toWire: (value) => Number(value === true) };
}

/** Whether there is a value. */
export function presence<Key extends string>(key: Key, description: string): Condition<Key> {
  return {
    key,
    field: (t) => t.boolean({ description }),
    toWire: (value) => (value === true ? 'is_not_null' : 'is_null'),
  };
}

/** The id of a `typename`; without it a UUID of what the graph has no type for. */
export function id<Key extends string>(key: Key, typename: string | undefined, description: string): Condition<Key> {
  return {
    key,
    field: (t) => t.id({ description }),
    toWire: (value, argument) => (typeof value === 'string' ? toUuid(value, argument, typename) : undefined),
  };
}

/** Any of 1 to 100 ids; an empty list is no condition. */
export function ids<Key extends string>(key: Key, typename: string, description: string): Condition<Key> {
  return {
    key,
    field: (t) => t.idList({ description: `${description}: 1 to 100.` }),
    toWire: (value, argument) =>
      toUuidsOfFilter(Array.isArray(value) ? value.map(String) : undefined, argument, typename),
  };
}

/** One value of a closed set. */
export function oneOf<Key extends string>(
  { type }: { type: EnumRef<Types, string> },
  key: Key,
  description: string,
): Condition<Key> {
  return { key, field: (t) => t.field({ type, description }), toWire: toText };
}

/** A span of time. */
export function timeRange<Key extends string>(key: Key, description: string): Condition<Key> {
  return {
    key,
    field: (t) => t.field({ type: DateTimeRange, description }),
    toWire: (value) => (isRange(value) ? toSortRange(value) : undefined),
  };
}

/** A span of time for a list whose upstream may ignore such a filter: the gateway finds and tests the rows. */
export function checkedTimeRange<Key extends string>(key: Key, description: string): Condition<Key> {
  return { ...timeRange(key, description), isChecked: true };
}

function isRange(value: unknown): value is typeof DateTimeRange.$inferInput {
  return typeof value === 'object' && value !== null;
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
