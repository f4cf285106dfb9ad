import { createGatewayRuntime } from '@graphql-hive/gateway';

/** Headers that identify the caller to the GetSales subgraph. No other subgraph may see the key. */
const CREDENTIALS = ['authorization', 'team-id'];

/** Hive Gateway in front of the supergraph. */
export function createRouter(supergraph: string) {
  return createGatewayRuntime({
    supergraph,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request, subgraphName }) =>
        subgraphName === 'getsales'
          ? Object.fromEntries(CREDENTIALS.map((name) => [name, request.headers.get(name)]))
          : {},
    },
    // Queries only: a mutation whose answer was lost may have been carried out. Repeating it could send its message twice.
    upstreamRetry: ({ executionRequest }) =>
      executionRequest.operationType === 'query' ? { maxRetries: 2, retryDelay: 200 } : undefined,
    logging: 'warn',
  });
}
