import { toList } from '@getsales-gateway/api-client';
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { costs } from '../cost/declared.ts';
import { isUuid, toUuid } from '../global-id.ts';
import type { Row } from '../relay/list-source.ts';
import { isBlank, misfit } from '../wire-values.ts';
import type { Entity } from './entity.ts';
import type { Load } from './loading.ts';

type Resolve<Parent, Result> = (parent: Parent, args: object, context: Context, info: GraphQLResolveInfo) => Result;

/** A field that leads to what the UUID in `key` refers to. Costs nothing where only ids are selected. */
export function referenceTo<T extends Row, const Key extends string>(entity: Entity<T>, key: Key, description: string) {
  type Parent = { [K in Key]?: unknown };
  const resolve: Resolve<Parent, ReturnType<Entity<T>['refer']>> = (parent, _args, context, info) =>
    entity.refer(uuidIn(parent[key]), context, info);
  return { type: entity, description, resolve: costs({ kind: 'reference', key }, resolve) };
}

/** As `referenceTo`, for a list of UUIDs in `key`. What no longer exists is left out. */
export function referencesTo<T extends Row, const Key extends string>(
  entity: Entity<T>,
  key: Key,
  description: string,
) {
  type Parent = { [K in Key]?: unknown };
  const resolve: Resolve<Parent, ReturnType<Entity<T>['referAll']>> = (parent, _args, context, info) =>
    entity.referAll(uuidsIn(parent[key]), context, info);
  const type: [Entity<T>] = [entity];
  return { type, description, resolve: costs({ kind: 'reference', key }, resolve) };
}

/** GetSales writes "none" as null, as empty text or as 0. @throws UPSTREAM_ERROR for what is no UUID. */
export function uuidIn(value: unknown): string | null {
  if (isBlank(value)) return null;
  if (!isUuid(value)) throw misfit();
  return value;
}

/** @throws UPSTREAM_ERROR for what is no list of UUIDs. */
function uuidsIn(value: unknown): string[] | null {
  if (value == null) return null;
  const list = toList(value);
  if (list === undefined) throw misfit();
  return list.flatMap((each) => uuidIn(each) ?? []);
}

/**
 * A root field that finds one entity by its id.
 *
 * @param thing What it is, in words: `lead`.
 * @param load Reads it instead of the entity's loader, where that reads a small collection, which may be a kept answer.
 */
export function byId<T extends Row>(entity: Entity<T>, thing: string, load?: Load<T>) {
  const description = `Global ID or UUID of the ${thing}.`;
  return {
    type: entity,
    args: builder.args((t) => ({ id: t.id({ required: true, description }) })),
    async resolve(_root: object, { id }: { id: string }, context: Context, info: GraphQLResolveInfo) {
      const uuid = toUuid(id, 'id', entity.name);
      if (!load) return entity.find(uuid, context, info);
      const [row = null] = await load([uuid], context);
      if (row instanceof Error) throw row;
      return entity.remember(row, context);
    },
  };
}
