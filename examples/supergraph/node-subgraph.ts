import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, Kind, parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

/**
 * Gives `node(id:)` back to the supergraph. Two subgraphs that have it do not compose, so none of them may: this one has it for all.
 * It knows nothing but which type a global ID names; the router then asks the subgraph of that type. What does not exist is an
 * object without values, since the question whether it exists is not asked here.
 */
export function createNodeSubgraph(subgraphs: readonly string[]) {
  const types = subgraphs.flatMap((sdl) => nodesIn(parse(sdl)));
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
    interface Node { id: ID! }
    ${types.map((name) => `type ${name} implements Node @key(fields: "id", resolvable: false) { id: ID! }`).join('\n')}
  `);
  const find = (id: string) => {
    const [name = ''] = Buffer.from(id, 'base64').toString().split(':');
    return types.includes(name) ? { __typename: name, id } : null;
  };
  const resolvers = {
    Query: {
      node: (_root: unknown, { id }: { id: string }) => find(id),
      nodes: (_root: unknown, { ids }: { ids: string[] }) => ids.map(find),
    },
  };
  return createYoga({ schema: buildSubgraphSchema({ typeDefs, resolvers }), logging: 'warn' });
}

/** The types of a subgraph that a global ID can name, and that it can resolve. */
function nodesIn({ definitions }: DocumentNode): string[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const isNode = definition.interfaces?.some(({ name }) => name.value === 'Node') ?? false;
    const hasKey = definition.directives?.some(({ name }) => name.value === 'key') ?? false;
    return isNode && hasKey ? definition.name.value : [];
  });
}
