import { toList } from '@getsales-gateway/api-client';
import {
  defaultFieldResolver,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isIntrospectionType,
  isListType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { refuse } from './codes.ts';
import { toDateTime } from './scalars.ts';

/** What GraphQL is given for a value of the upstream: the value in its type, null, or an error, which GraphQL puts at its path. */
type Read = (value: unknown) => unknown;

const SCALARS: Record<string, Read> = {
  String: toText,
  ID: toId,
  Int: toInt,
  Float: toFloat,
  Boolean: toBoolean,
  JSON: (value) => (isDeeper(value, MAX_NESTING) ? misfit() : value),
  DateTime: (value) => (isBlank(value) ? null : (toDateTime(value) ?? misfit())),
};

const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
/** Brackets within each other in a JSON value. Writing an answer that nests without end would overflow the stack. */
const MAX_NESTING = 200;
const MAX_INT = 2 ** 31 - 1;

/**
 * Lets every field of every type read what the upstream sends, whose types are documented and not checked: text for numbers,
 * 0 and 1 for flags, PHP's objects for lists. A value that does not fit is null with UPSTREAM_ERROR at its path: it is never
 * guessed, and its neighbours are unharmed.
 */
export function withWireValues(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const read = readerOf(field.type);
      if (read) field.resolve = reading(field.resolve ?? defaultFieldResolver, read);
    }
  }
  return schema;
}

/** The error in place of a value that does not fit its field. It tells nothing of the value. */
export function misfit(): GraphQLError {
  return refuse('UPSTREAM_ERROR', 'GetSales sent a value that does not fit this field.');
}

/** GetSales writes "none" as null, as empty text or as 0. */
export function isBlank(value: unknown): boolean {
  return value == null || value === 0 || (typeof value === 'string' && /^\s*0?\s*$/.test(value));
}

function reading<Source, Context, Args>(
  resolve: GraphQLFieldResolver<Source, Context, Args>,
  read: Read,
): GraphQLFieldResolver<Source, Context, Args> {
  return (source, args, context, info) => {
    const value = resolve(source, args, context, info);
    if (value == null) return null;
    return value instanceof Promise ? value.then((each) => (each == null ? null : read(each))) : read(value);
  };
}

function readerOf(type: GraphQLOutputType): Read | undefined {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return listReader(getNullableType(nullable.ofType));
  if (isScalarType(nullable)) return SCALARS[nullable.name];
  return isObjectType(nullable) ? toObject : undefined;
}

/** Items that are null are left out. An item that does not fit is an error at its own path. */
function listReader(type: GraphQLOutputType): Read | undefined {
  const isAny = isScalarType(type) && SCALARS[type.name] === undefined;
  const read = isAny ? (item: unknown) => item : readerOf(type);
  if (read === undefined) return undefined;
  return (value) => {
    const list = toList(value);
    if (list === undefined) return value instanceof Error ? value : misfit();
    // One thing may stand for a list of one, and that thing be a list with gaps.
    const [only] = list;
    const items = list.length === 1 && isObjectType(type) ? (toList(only) ?? list) : list;
    return items.filter((item) => item != null).map(read);
  };
}

/** PHP writes an empty object as an empty list. */
function toObject(value: unknown): unknown {
  if (typeof value !== 'object') return misfit();
  if (!Array.isArray(value)) return value;
  return value.length === 0 ? null : misfit();
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** A number so large that JSON lost its last digits is no text. */
function toText(value: unknown): unknown {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && isExact(value) ? String(value) : misfit();
}

function toId(value: unknown): unknown {
  if (isBlank(value)) return null;
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : misfit();
}

function toInt(value: unknown): unknown {
  const number = toFloat(value);
  if (typeof number !== 'number') return number;
  return Number.isInteger(number) && number <= MAX_INT && number >= -MAX_INT - 1 ? number : misfit();
}

function toFloat(value: unknown): unknown {
  if (value === '') return null;
  const number = typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && isExact(number) ? number : misfit();
}

function toBoolean(value: unknown): unknown {
  switch (typeof value === 'string' ? value.trim().toLowerCase() : value) {
    case true:
    case 1:
    case '1':
    case 'true':
      return true;
    case false:
    case 0:
    case '0':
    case 'false':
      return false;
    case '':
      return null;
    default:
      return misfit();
  }
}

function isExact(number: number): boolean {
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}
