import { buildSchema, type GraphQLResolveInfo, graphqlSync } from 'graphql';

const SCHEMA = `
  type Query { rows: RowConnection }
  type RowConnection { edges: [RowEdge] nodes: [Row] pageInfo: PageInfo totalCount: Int }
  type RowEdge { cursor: String node: Row }
  type Row { uuid: String }
  type PageInfo { startCursor: String endCursor: String hasNextPage: Boolean hasPreviousPage: Boolean }
`;

/** What a resolver is told of a query that selects this much of a connection. */
export function infoOf(selection: string, variableValues: Record<string, unknown> = {}): GraphQLResolveInfo {
  let captured: GraphQLResolveInfo | undefined;
  const rows = (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
    captured = info;
    return null;
  };
  const variables = Object.keys(variableValues).map((name) => `$${name}: Boolean!`);
  const source = `query ${variables.length > 0 ? `(${variables.join()})` : ''} { rows { ${selection} } }
    fragment Total on RowConnection { totalCount }`;
  graphqlSync({
    schema: buildSchema(SCHEMA),
    source: selection.includes('...Total') ? source : (source.split('\n')[0] ?? ''),
    rootValue: { rows },
    variableValues,
  });
  if (captured === undefined) throw new Error('The query was not valid');
  return captured;
}

export const WHOLE_PAGE = infoOf(
  'edges { cursor node { uuid } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }',
);
