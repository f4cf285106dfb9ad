import { type GraphQLFieldResolver, type GraphQLSchema, getNullableType, isListType, isObjectType } from 'graphql';
import type { Context } from './context.ts';
import { toError } from './planner/settled.ts';

type Resolver = GraphQLFieldResolver<unknown, Context>;

/**
 * Lets no list have an item that rejects: what failed is an `Error` in its place, which executors take alike. A compiled one puts
 * the items that follow a rejection in wrong places.
 */
export function settleLists(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve && isListType(getNullableType(field.type))) field.resolve = settling(field.resolve);
    }
  }
  return schema;
}

function settling(resolve: Resolver): Resolver {
  return (...args) => {
    const list: unknown = resolve(...args);
    return list instanceof Promise ? list.then(settled) : settled(list);
  };
}

function settled(list: unknown): unknown {
  return Array.isArray(list)
    ? list.map((item: unknown) => (item instanceof Promise ? item.catch(toError) : item))
    : list;
}
