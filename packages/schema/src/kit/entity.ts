import { brandWithType, ImplementableObjectRef } from '@pothos/core';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import { countAnswerRows } from '../answer-rows.ts';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import { asStep, type Context } from '../context.ts';
import { declareReadAlone } from '../cost/declared.ts';
import { fromGlobalId, toGlobalId, toLowerCase, toUuid } from '../global-id.ts';
import { nameIn } from '../name-prefix.ts';
import { perOperation } from '../per-operation.ts';
import type { Row } from '../relay/list-source.ts';
import { checkScopes, declareReadScope, type Scope } from '../scopes.ts';
import { selectsOnlyIds } from '../selection.ts';
import type { Load } from './loading.ts';

export interface EntityOptions<T extends Row> {
  /** Scope that a token needs to read it, in every field that leads to it. */
  scope: Scope;
  load: Load<T>;
  /** Another loader, for a query that needs more than the rows of `load` hold. */
  fullLoader?: (context: Context, info: GraphQLResolveInfo) => DataLoader<string, T | null> | undefined;
}

/** In place of a row, where the query selects nothing but ids: those are known without a request. */
class IdsOnly {
  readonly uuid: string;
  readonly isWithoutRow = true;

  constructor(uuid: string) {
    this.uuid = uuid;
  }
}

export type Entity<T extends Row> = ReturnType<typeof entity<T>>;

/** How references and global IDs of one type are resolved. */
interface Resolvable {
  find(uuid: string, context: Context, info: GraphQLResolveInfo): Promise<Row | null>;
  refer(uuid: string, context: Context, info: GraphQLResolveInfo): Promise<Row | null> | Row;
}

/** By name. */
const entities = new Map<string, Resolvable>();

/**
 * Declares an entity: a `Node` with a global ID and a UUID, both of them federation keys, and one loader for each operation.
 * A row that is remembered is not loaded again.
 */
export function entity<T extends Row>(name: string, { scope, load, fullLoader }: EntityOptions<T>) {
  const rowsOf = perOperation((context: Context) => createRows(createLoader(name, load, context)));
  const ref = new ImplementableObjectRef<typeof builder.$inferSchemaTypes, T | IdsOnly, T>(builder, name);

  /** The row, in the form that the query needs; null where there is none. */
  const find = (uuid: string, context: Context, info: GraphQLResolveInfo): Promise<T | null> =>
    (fullLoader?.(context, info) ?? rowsOf(context).loader()).load(uuid);

  declareReadScope(name, scope);
  if (load.isAlone) declareReadAlone(name);
  // `node`, `nodes` and `_entities` have many types, so that their fields cannot ask for a scope.
  entities.set(name, {
    async find(uuid, context, info) {
      checkScopes(context, [[scope]]);
      const row = await find(uuid, context, info);
      brandWithType(row, ref);
      return row;
    },
    async refer(uuid, context, info) {
      checkScopes(context, [[scope]]);
      const isOnlyIds = selectsOnlyIds(info, nameIn(info.schema, name));
      if (isOnlyIds) context.api.requireKey();
      const row = isOnlyIds ? new IdsOnly(uuid) : await find(uuid, context, info);
      brandWithType(row, ref);
      return row;
    },
  });
  declare(name, ref);
  return Object.assign(ref, relationsTo<T>(find), {
    find,
    /** Keeps rows that came with another answer: this operation does not load them again. */
    remember<R extends T | null>(row: R, context: Context): R {
      if (row !== null) rowsOf(context).keep([row]);
      return row;
    },
    rememberAll: (rows: readonly T[], context: Context): void => rowsOf(context).keep(rows),
    /** Drops what the operation knows of one row, or of all, since it may have changed. */
    forget(context: Context, uuid?: string): void {
      const loader = rowsOf(context).loader();
      if (uuid === undefined) loader.clearAll();
      else loader.clear(uuid);
    },
  });
}

function createLoader<T extends Row>(name: string, load: Load<T>, context: Context): DataLoader<string, T | null> {
  const loadBatch = (uuids: readonly string[]) =>
    asStep(context, { kind: 'references', name, count: uuids.length }, () => load(uuids.map(toLowerCase), context));
  return new DataLoader<string, T | null>(loadBatch, { cacheKeyFn: toLowerCase });
}

/** A loader, and rows that it need not load. They are looked up by their UUIDs only where something is loaded after them. */
function createRows<T extends Row>(loader: DataLoader<string, T | null>) {
  let kept: (readonly T[])[] = [];
  return {
    keep: (rows: readonly T[]): void => void kept.push(rows),
    loader() {
      for (const rows of kept) for (const row of rows) loader.prime(row.uuid, row);
      kept = [];
      return loader;
    },
  };
}

type Find<T> = (uuid: string, context: Context, info: GraphQLResolveInfo) => Promise<T | null>;

/** What fields that lead to an entity resolve with. */
function relationsTo<T extends Row>(find: Find<T>) {
  return {
    /** What a UUID on another row refers to. Costs nothing where only its ids are selected. */
    refer(uuid: string | null | undefined, context: Context, info: GraphQLResolveInfo, findRow: Find<T> = find) {
      if (uuid == null) return null;
      return selectsOnlyIds(info) ? new IdsOnly(uuid.toLowerCase()) : findRow(uuid, context, info);
    },

    /** As `refer`, for several UUIDs. What is found to be gone is left out. */
    async referAll(uuids: readonly string[] | null | undefined, context: Context, info: GraphQLResolveInfo) {
      if (uuids == null) return null;
      countAnswerRows(uuids.length, context, info);
      if (selectsOnlyIds(info)) return uuids.map((uuid) => new IdsOnly(uuid.toLowerCase()));
      const found = await Promise.all(uuids.map((uuid) => find(uuid, context, info)));
      return found.filter((row) => row !== null);
    },
  };
}

function declare<T extends Row>(
  name: string,
  ref: ImplementableObjectRef<typeof builder.$inferSchemaTypes, T | IdsOnly, T>,
): void {
  ref.addInterfaces([builder.nodeInterfaceRef()]);
  builder.objectFields(ref, (t) => ({
    id: t.id({
      nullable: false,
      description: 'Global ID, unique in the whole graph.',
      resolve: (row) => toGlobalId(name, row.uuid),
    }),
    uuid: t.id({ nullable: false, description: 'The UUID in GetSales.', resolve: (row) => row.uuid }),
  }));
  builder.asEntity(ref, {
    key: [builder.selection<{ id: string }>('id'), builder.selection<{ uuid: string }>('uuid')],
    resolveReference: () => null,
  });
}

/** The entity that a global ID names, whatever its type; null when there is none. */
export async function findNode(id: string, argument: string, context: Context, info: GraphQLResolveInfo) {
  const { typename, uuid } = fromGlobalId(id, argument);
  const found = entities.get(typename);
  if (found === undefined) throw badInput(`\`${argument}\` takes global IDs of this graph`);
  return found.find(uuid, context, info);
}

/**
 * The entity that a router's reference names; null when there is none. Async, so that a bad reference fails in its own place.
 *
 * @throws BAD_USER_INPUT for what is no reference to an entity of this graph.
 */
export async function resolveReference(representation: unknown, context: Context, info: GraphQLResolveInfo) {
  const { entity, uuid } = toReference(representation);
  return entity.refer(uuid, context, info);
}

function toReference(representation: unknown): { entity: Resolvable; uuid: string } {
  const name = propertyOf(representation, '__typename');
  const entity = typeof name === 'string' ? entities.get(name) : undefined;
  if (typeof name !== 'string' || entity === undefined) {
    throw badInput('`__typename` of a representation names an entity of this subgraph');
  }
  const [uuid, other] = ['uuid', 'id'].flatMap((key) => {
    const value = propertyOf(representation, key);
    if (value == null) return [];
    if (typeof value !== 'string') throw badInput(`\`${key}\` of a representation is a string`);
    return toUuid(value, key, name);
  });
  if (uuid === undefined) throw badInput('A representation has a key: `uuid` or `id`');
  if (other !== undefined && other !== uuid) throw badInput('`uuid` and `id` of a representation name the same');
  return { entity, uuid };
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
