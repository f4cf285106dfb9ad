import type { EnumRef, InputFieldBuilder, InputFieldRef } from '@pothos/core';
import { badInput } from '../bad-input.ts';
import type { builder } from '../builder.ts';
import { toUuid } from '../global-id.ts';

type Types = typeof builder.$inferSchemaTypes;
export type InputFields = InputFieldBuilder<Types, 'InputObject'>;
export type InputField = InputFieldRef<Types, unknown>;

/** One field of a row that can be written: its field in the input, and what it is on the wire. */
export interface Writable extends WritableOptions {
  key: string;
  field: (t: InputFields, required: boolean) => InputField;
  /** Gets what the field's own type lets through. `argument` names it in an error. */
  toWire: (value: unknown, argument: string) => unknown;
}

interface WritableOptions {
  /** Whether a new row needs it. */
  isRequired?: boolean;
  /** Left out where a row can be created and changed with it. */
  only?: 'create' | 'update';
}

const asItIs = (value: unknown) => value;

/** Most tags or ids that one field takes. */
const MAX_VALUES = 100;

/** Fields by what they take. */
export const writable = {
  text: (key: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.string({ required, description }),
    toWire: asItIs,
  }),

  texts: (key: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.stringList({ required, description: `${description} At most ${MAX_VALUES}.` }),
    toWire: checkLength,
  }),

  integer: (key: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.int({ required, description }),
    toWire: asItIs,
  }),

  number: (key: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.float({ required, description }),
    toWire: asItIs,
  }),

  /** The id of a `typename`. */
  id: (key: string, typename: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.id({ required, description }),
    toWire: (value, argument) => toUuid(String(value), argument, typename),
  }),

  /** Ids of a `typename`. */
  ids: (key: string, typename: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.idList({ required, description: `${description} At most ${MAX_VALUES}.` }),
    toWire: (value, argument) =>
      checkLength(value, argument).map((id, place) => toUuid(String(id), `${argument}.${place}`, typename)),
  }),

  /** A value of an enum. */
  oneOf: (type: EnumRef<Types, string>, key: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.field({ type, required, description }),
    toWire: asItIs,
  }),

  /** An object of any shape. */
  object: (key: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.field({ type: 'JSON', required, description }),
    toWire(value, argument) {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
      throw badInput(`\`${argument}\` is not an object`);
    },
  }),

  /** An address on the web. */
  url: (key: string, description: string, options: WritableOptions = {}): Writable => ({
    ...options,
    key,
    field: (t, required) => t.string({ required, description }),
    toWire(value, argument) {
      if (/^https?:$/.test(URL.parse(String(value))?.protocol ?? '')) return value;
      throw badInput(`\`${argument}\` is no http(s) URL`);
    },
  }),
};

function checkLength(value: unknown, argument: string): unknown[] {
  const list = [value].flat();
  if (list.length > MAX_VALUES) throw badInput(`\`${argument}\` takes at most ${MAX_VALUES} values`);
  return list;
}
