import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import type { Context } from '../context.ts';
import { nameIn } from '../name-prefix.ts';
import { hundreds } from './windows.ts';

/** How a field reads from the upstream, by which a query's requests are estimated before it runs. */
export type Cost =
  /** A list of its own: its windows. With a condition of `searchedBy` in its filter, its place is searched for or rows are left out. */
  | { kind: 'list'; searchedBy?: readonly string[] | undefined }
  /**
   * A list under each parent; its rows name their parent in `key`. Those of many parents are one list where `filter` is known to be
   * honoured, or where most parents have rows (`isDense`), so that the first answer shows it.
   */
  | { kind: 'children'; key?: string; filter?: string; isDense?: boolean; searchedBy?: readonly string[] | undefined }
  /** The first row of a list under each parent; nothing where only ids are selected, if these are known. */
  | { kind: 'first'; hasIds?: boolean }
  /** What `key` of a row refers to: a request for each hundred. */
  | { kind: 'reference'; key?: string }
  /** Rows by the ids in its arguments: a request for each hundred of a type. */
  | { kind: 'lookup' }
  /** What only the heavy form of a row has. */
  | { kind: 'heavy' }
  /** So many requests for each row: the upstream reads it for one row at a time. */
  | { kind: 'each'; requests: number }
  /** So many requests, whatever it leads to. */
  | { kind: 'request'; requests: number };

type Field = GraphQLField<unknown, Context>;

/** Root fields of any type. */
const LOOKUPS: ReadonlySet<string> = new Set(['node', 'nodes', '_entities']);

/** Entities whose rows take a request each. */
const readAlone = new Set<string>();

export function declareReadAlone(entity: string): void {
  readAlone.add(entity);
}

/** Requests for so many rows of a type by their ids. */
export function requestsFor(rows: number, type: GraphQLNamedType, schema: GraphQLSchema): number {
  return [...readAlone].some((entity) => nameIn(schema, entity) === type.name) ? rows : hundreds(rows);
}

/** By the function that a field resolves with. */
const declared = new WeakMap<object, Cost>();
const known = new WeakMap<Field, Cost | null>();

/** Declares what a field costs that resolves with this function. */
export function costs<F extends object>(cost: Cost, resolve: F): F {
  declared.set(resolve, cost);
  return resolve;
}

/**
 * What a field costs by itself; null for nothing. One that declares nothing costs what its type says: a connection is a list, an
 * entity a reference, and any other root field one request.
 */
export function costOf(field: Field, parent: GraphQLObjectType, schema: GraphQLSchema): Cost | null {
  const before = known.get(field);
  if (before !== undefined) return before;
  const cost = declaredCost(field) ?? costByType(field, parent, schema);
  known.set(field, cost);
  return cost;
}

/** The kit's functions resolve inside of those that the schema was built with, which keep the options of the field. */
function declaredCost({ extensions: { pothosOptions: options } }: Field): Cost | undefined {
  const resolve = typeof options === 'object' && options !== null && 'resolve' in options ? options.resolve : undefined;
  return typeof resolve === 'function' ? declared.get(resolve) : undefined;
}

function costByType({ name, type: of }: Field, parent: GraphQLObjectType, schema: GraphQLSchema): Cost | null {
  const type = getNamedType(of);
  const isRoot = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(parent);
  if (isRoot && LOOKUPS.has(name)) return { kind: 'lookup' };
  if (isConnection(type)) return isRoot ? { kind: 'list' } : { kind: 'children' };
  if (isRoot) return { kind: 'request', requests: name === '_service' ? 0 : 1 };
  // The rows of a page are there.
  const isPage = isConnection(parent) || parent.getFields()['cursor'] !== undefined;
  return isEntity(type) && !isPage ? { kind: 'reference' } : null;
}

function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.getFields()['pageInfo'] !== undefined;
}

function isEntity(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
}
