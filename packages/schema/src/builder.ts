import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import FederationPlugin from '@pothos/plugin-federation';
import RelayPlugin from '@pothos/plugin-relay';
import AnnotationPlugin from './annotation-plugin.ts';
import type { Context } from './context.ts';
import ScopePlugin from './scope-plugin.ts';
import type { Scope } from './scopes.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  FederationScopes: Scope;
  Connection: { totalCount: number | null };
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    // What the upstream sends where these are expected: wire-values.ts reads it.
    String: { Input: string; Output: string | number };
    Boolean: { Input: boolean; Output: boolean | number };
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    File: { Input: File; Output: never };
  };
}>({
  plugins: [RelayPlugin, DirectivesPlugin, FederationPlugin, ScopePlugin, AnnotationPlugin],
  directives: { useGraphQLToolsUnorderedDirectives: true },
  relay: {
    clientMutationId: 'omit',
    mutationInputArgOptions: { description: 'The input.' },
    cursorType: 'String',
    // `node` and `nodes` are not for composers: entity-queries.ts adds them to what the endpoint answers.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: 'An object with a global ID.' },
    idFieldOptions: { description: 'Global ID, unique in the whole graph.' },
    defaultConnectionTypeOptions: { description: 'One page of a list.' },
    defaultEdgeTypeOptions: { description: 'One row of a page, with its cursor.' },
    edgesFieldOptions: { nullable: { list: false, items: false }, description: 'The rows, each with its cursor.' },
    nodesOnConnection: { description: 'The rows without cursors, in the same order as `edges`.' },
    nodeFieldOptions: { nullable: false, description: 'The row.' },
    cursorFieldOptions: { description: 'The position of this row, for `after` and `before`.' },
    pageInfoFieldOptions: { description: 'Whether pages exist before and after this one.' },
    pageInfoTypeOptions: { description: 'Whether pages exist before and after a page.', shareable: true },
    hasNextPageFieldOptions: { description: 'Whether rows follow this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether rows come before this page.' },
    startCursorFieldOptions: { description: 'The first cursor of this page, for `before`; null on an empty page.' },
    endCursorFieldOptions: { description: 'The last cursor of this page, for `after`; null on an empty page.' },
    firstArgOptions: {
      description: 'Number of rows from the start, or after the cursor in `after`: 0 to 500, by default 20.',
    },
    afterArgOptions: { description: 'A cursor. The page begins after its row. Use it with `first`.' },
    lastArgOptions: { description: 'Number of rows from the end, or before the cursor in `before`: 0 to 500.' },
    beforeArgOptions: { description: 'A cursor. The page ends before its row. Use it with `last`.' },
  },
});

builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({ description: 'Everything that can be changed.' });

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description:
      'Number of rows in the whole list. Free together with rows; alone it costs one small upstream request. Null when GetSales ' +
      'does not say.',
    resolve: (connection) => connection.totalCount,
  }),
);
