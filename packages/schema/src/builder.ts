import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import FederationPlugin from '@pothos/plugin-federation';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from './context.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  Connection: { totalCount: number | null };
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [RelayPlugin, DirectivesPlugin, FederationPlugin],
  directives: { useGraphQLToolsUnorderedDirectives: true },
  relay: {
    clientMutationId: 'omit',
    mutationInputArgOptions: { description: 'What to do.' },
    cursorType: 'String',
    // `node` and `nodes` are not for composers: entity-queries.ts adds them to what the endpoint answers.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: 'Anything that can be fetched by its global ID.' },
    idFieldOptions: { description: 'Global ID, unique in the whole graph.' },
    defaultConnectionTypeOptions: { description: 'One page of a list.' },
    defaultEdgeTypeOptions: { description: 'One row of a page, with its place in the list.' },
    edgesFieldOptions: { nullable: { list: false, items: false }, description: 'The rows, each with its cursor.' },
    nodesOnConnection: { description: 'The rows alone, in the order of `edges`.' },
    nodeFieldOptions: { nullable: false, description: 'The row.' },
    cursorFieldOptions: { description: 'Marks this row, for `after` and `before`.' },
    pageInfoFieldOptions: { description: 'What lies before and after this page.' },
    pageInfoTypeOptions: { description: 'What lies before and after a page.', shareable: true },
    hasNextPageFieldOptions: { description: 'Whether rows follow this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether rows come before this page.' },
    startCursorFieldOptions: { description: 'The first cursor of this page, for `before`; null on an empty page.' },
    endCursorFieldOptions: { description: 'The last cursor of this page, for `after`; null on an empty page.' },
    firstArgOptions: { description: 'How many rows from the start, or after `after`: 0 to 500, 20 unless said.' },
    afterArgOptions: { description: 'A cursor: the page begins behind its row. Goes with `first`.' },
    lastArgOptions: { description: 'How many rows from the end, or before `before`: 0 to 500.' },
    beforeArgOptions: { description: 'A cursor: the page ends before its row. Goes with `last`.' },
  },
});

builder.queryType({ description: 'What can be read.' });
builder.mutationType({ description: 'What can be changed.' });

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description:
      'Rows in the whole list, all pages together. Costs nothing beside rows, and one small request when asked alone. ' +
      'Null when GetSales does not say.',
    resolve: (connection) => connection.totalCount,
  }),
);
