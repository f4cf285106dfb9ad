import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import type { Context } from './context.ts';
import { toError } from './planner/settled.ts';

type Resolver = GraphQLFieldResolver<unknown, Context>;

/** The same schema, as executors take it best. */
export function toExecutable(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (isRead(field)) delete field.resolve;
      else if (field.resolve && isListType(getNullableType(field.type))) field.resolve = settling(field.resolve);
    }
  }
  return schema;
}

/** Whether it is the property of its own name: read without a call. */
function isRead({ name, type, extensions }: GraphQLField<unknown, Context>): boolean {
  return extensions['pothosExposedField'] === name && isLeafType(getNamedType(type));
}

/**
 * Lets no item of a list reject: what failed is an `Error` in its place, which executors take alike. A compiled one puts the
 * items after a rejection in wrong places.
 */
function settling(resolve: Resolver): Resolver {
  return (...args) => {
    const list: unknown = resolve(...args);
    return list instanceof Promise ? list.then(settled) : settled(list);
  };
}

function settled(list: unknown): unknown {
  if (!Array.isArray(list) || !list.some((item) => item instanceof Promise)) return list;
  return list.map((item: unknown) => (item instanceof Promise ? item.catch(toError) : item));
}
