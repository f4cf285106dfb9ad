import { brandWithType } from '@pothos/core';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import { badInput } from './bad-input.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { fromGlobalId, toGlobalId, toLowerCase, toUuid } from './global-id.ts';
import { perOperation } from './per-operation.ts';
import type { Row } from './relay/list-source.ts';

export interface EntityOptions<T extends Row> {
  /** Loads entities by UUID, in lower case, in the order asked; null for what does not exist. */
  load: (uuids: readonly string[], context: Context) => Promise<(T | Error | null)[]>;
  /** Another loader, for a query that needs more than the rows of `load` hold. */
  fullLoader?: (context: Context, info: GraphQLResolveInfo) => DataLoader<string, T | null> | undefined;
}

type FindNode = (uuid: string, context: Context, info: GraphQLResolveInfo) => Promise<Row | null>;

const nodeFinders = new Map<string, FindNode>();

/**
 * Declares an entity: a `Node` with a global ID and a UUID, both of them federation keys, and one loader for each request.
 * A row that came with another answer is not loaded again. `find` loads one in the form that the query needs.
 */
export function entityRef<T extends Row>(name: string, { load, fullLoader }: EntityOptions<T>) {
  const loadLower = (uuids: readonly string[], context: Context) => load(uuids.map(toLowerCase), context);
  const getDataloader = perOperation(
    (context) => new DataLoader<string, T | null>((uuids) => loadLower(uuids, context), { cacheKeyFn: toLowerCase }),
  );
  const ref = Object.assign(
    builder.loadableObjectRef<T | null, string, string, T>(name, {
      load: loadLower,
      toKey: (row) => row.uuid,
      cacheResolved: true,
    }),
    // In place of Pothos' own, which are kept in a `WeakMap`.
    { getDataloader },
  );
  const find = (uuid: string, context: Context, info: GraphQLResolveInfo): Promise<T | null> =>
    (fullLoader?.(context, info) ?? getDataloader(context)).load(uuid);

  /** Those that exist: what is gone is left out. */
  const findExisting = async (uuids: readonly string[] | null, context: Context): Promise<T[] | null> => {
    if (uuids == null) return null;
    const loader = getDataloader(context);
    const found: (T | null)[] = await Promise.all(uuids.map((uuid) => loader.load(uuid)));
    return found.filter((row) => row !== null);
  };

  nodeFinders.set(name, async (...args) => {
    const row = await find(...args);
    brandWithType(row, ref);
    return row;
  });
  ref.addInterfaces([builder.nodeInterfaceRef()]);
  builder.objectFields(ref, (t) => ({
    id: t.id({
      nullable: false,
      description: 'Global ID, unique in the whole graph.',
      resolve: (row) => toGlobalId(name, row.uuid),
    }),
    uuid: t.id({ nullable: false, description: 'The id that GetSales itself uses.', resolve: (row) => row.uuid }),
  }));
  builder.asEntity(ref, {
    key: [builder.selection<{ id: string }>('id'), builder.selection<{ uuid: string }>('uuid')],
    // Async, so that a bad reference fails in its own place among its neighbours.
    resolveReference: async (key, context, info) =>
      find('uuid' in key ? toUuid(key.uuid, 'uuid', name) : toUuid(key.id, 'id', name), context, info),
  });
  return Object.assign(ref, { find, findExisting });
}

/** The entity that a global ID names, whatever its type; null when there is none. */
export async function findNode(id: string, argument: string, context: Context, info: GraphQLResolveInfo) {
  const { typename, uuid } = fromGlobalId(id, argument);
  const find = nodeFinders.get(typename);
  if (find === undefined) throw badInput(`\`${argument}\` takes global IDs of this graph`);
  return find(uuid, context, info);
}
