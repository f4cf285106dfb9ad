import { createGatewayRuntime } from '@graphql-hive/gateway';

/** Headers by which the GetSales subgraph knows its caller. No other subgraph is to see the key. */
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
    // Queries only: a mutation whose answer was lost may have been carried out, and sending it again could send its message twice.
    upstreamRetry: ({ executionRequest }) =>
      executionRequest.operationType === 'query' ? { maxRetries: 2, retryDelay: 200 } : undefined,
    logging: 'warn',
  });
}
