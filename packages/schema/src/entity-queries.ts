import {
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLID,
  type GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLUnionType,
  isInterfaceType,
  isUnionType,
} from 'graphql';
import { countAnswerRows } from './answer-rows.ts';
import { badInput } from './bad-input.ts';
import type { Context } from './context.ts';
import { checkSize } from './global-id.ts';
import { findNode, resolveReference } from './kit/entity.ts';
import { markRouter } from './planner/gather.ts';

type Fields = GraphQLFieldConfigMap<unknown, Context>;

const ENTITY = 'Whatever a router can ask for by its key.';

/** More than a router sends at once. They are read in hundreds; what exceeds the budget is refused there. */
const MAX_REPRESENTATIONS = 10_000;

/**
 * Adds `Query.node` and `Query.nodes`, and answers `_entities` in a subgraph. Two subgraphs that both have `node` and `nodes` do
 * not compose: so they are added to the finished schema, whose `_service.sdl` does not name them.
 */
export function withEntityQueries(schema: GraphQLSchema): GraphQLSchema {
  const { query, types, ...config } = schema.toConfig();
  const node = schema.getType('Node');
  if (!query || !isInterfaceType(node)) throw new Error('The schema has no nodes');
  const { fields: given, ...queryConfig } = query.toConfig();
  const { _entities: entities, _service: service, ...fields } = given;
  const union = schema.getType('_Entity');
  const replaced = isUnionType(union)
    ? // Every entity is a node.
      new GraphQLUnionType({ ...union.toConfig(), description: ENTITY, resolveType: node.resolveType })
    : undefined;
  return new GraphQLSchema({
    ...config,
    types: [...types.filter((type) => type !== query && type !== union), ...(replaced ? [replaced] : [])],
    query: new GraphQLObjectType({
      ...queryConfig,
      // What only routers ask comes last, also where people read.
      fields: { ...fields, ...nodeFields(node), ...entitiesField(entities, replaced), ...serviceField(service) },
    }),
  });
}

/** In place of @apollo/subgraph's, where one bad representation fails the whole list and ends the process. */
function entitiesField(
  field: GraphQLFieldConfig<unknown, Context> | undefined,
  union: GraphQLUnionType | undefined,
): Fields {
  if (!field || !union) return {};
  return {
    _entities: {
      ...field,
      type: new GraphQLNonNull(new GraphQLList(union)),
      description: 'For routers of a federated graph: entities by their keys, in the order asked. Clients use `nodes`.',
      args: describe(field.args, { representations: 'For each entity its `__typename`, and `id` or `uuid`.' }),
      resolve(_root, { representations }, context, info) {
        if (representations.length > MAX_REPRESENTATIONS) {
          throw badInput(`\`representations\` takes at most ${MAX_REPRESENTATIONS} references`);
        }
        countAnswerRows(representations.length, context, info);
        markRouter(context);
        return representations.map((each: unknown) => resolveReference(each, context, info));
      },
    },
  };
}

/** The arguments with these descriptions. */
function describe(args: GraphQLFieldConfigArgumentMap = {}, descriptions: Record<string, string>) {
  const described = Object.entries(args).map(([name, arg]) => [name, { ...arg, description: descriptions[name] }]);
  return Object.fromEntries(described) satisfies GraphQLFieldConfigArgumentMap;
}

function serviceField(field: GraphQLFieldConfig<unknown, Context> | undefined): Fields {
  if (!field) return {};
  const description = 'For routers of a federated graph: `sdl` is what they compose. Clients introspect.';
  return { _service: { ...field, description } };
}

function nodeFields(node: GraphQLInterfaceType): Fields {
  const id = new GraphQLNonNull(GraphQLID);
  return {
    node: {
      type: node,
      description: 'The object with this global ID; null when it does not exist.',
      args: { id: { type: id, description: 'A global ID, the value of an `id` field. Not a bare UUID.' } },
      resolve: (_root, args, context, info) => findNode(args['id'], 'id', context, info),
    },
    nodes: {
      type: new GraphQLNonNull(new GraphQLList(node)),
      description: 'The objects with these global IDs, in the same order; null for one that does not exist.',
      args: {
        ids: {
          type: new GraphQLNonNull(new GraphQLList(id)),
          description: 'Global IDs, 1 to 100. Not bare UUIDs.',
        },
      },
      resolve(_root, { ids }, context, info) {
        checkSize(ids, 'ids');
        countAnswerRows(ids.length, context, info);
        return ids.map((each: string) => findNode(each, 'ids', context, info));
      },
    },
  };
}
