import {
  type GraphQLFieldConfigMap,
  GraphQLID,
  type GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  isInterfaceType,
} from 'graphql';
import type { Context } from './context.ts';
import { findNode } from './entity.ts';

/**
 * Adds `Query.node` and `Query.nodes`. They are no part of the subgraph, since two subgraphs that both have them do not compose:
 * hence they come on top of the finished schema, whose `_service.sdl` does not know them.
 */
export function withNodeQueries(schema: GraphQLSchema): GraphQLSchema {
  const { query, types, ...config } = schema.toConfig();
  const node = schema.getType('Node');
  if (!query || !isInterfaceType(node)) throw new Error('The schema has no nodes');
  const { fields, ...queryConfig } = query.toConfig();
  return new GraphQLSchema({
    ...config,
    types: types.filter((type) => type !== query),
    query: new GraphQLObjectType({ ...queryConfig, fields: { ...fields, ...nodeFields(node) } }),
  });
}

function nodeFields(node: GraphQLInterfaceType): GraphQLFieldConfigMap<unknown, Context> {
  const id = new GraphQLNonNull(GraphQLID);
  return {
    node: {
      type: node,
      description: 'Whatever a global ID names; null when it is gone.',
      args: { id: { type: id, description: 'A global ID, as every `id` field gives it. Not a bare UUID.' } },
      resolve: (_root, args, context, info) => findNode(args['id'], 'id', context, info),
    },
    nodes: {
      type: new GraphQLNonNull(new GraphQLList(node)),
      description: 'What several global IDs name, in their order; null where something is gone.',
      args: { ids: { type: new GraphQLNonNull(new GraphQLList(id)), description: 'Global IDs. Not bare UUIDs.' } },
      resolve: (_root, args, context, info) => args['ids'].map((each: string) => findNode(each, 'ids', context, info)),
    },
  };
}
