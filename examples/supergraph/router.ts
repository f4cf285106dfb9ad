import { createGatewayRuntime } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import {
  createRemoteJwksSigningKeyProvider,
  extractFromHeader,
  type JwtPluginOptions,
  useJWT,
} from '@graphql-yoga/plugin-jwt';

/** Headers that the GetSales subgraph reads of the caller. No other subgraph may see the key or token. */
const FOR_GETSALES = ['authorization', 'team-id', 'cache-control', 'priority', 'x-request-id', 'traceparent'];

export interface RouterOptions {
  supergraph: string;
  /** The secret that both sides know: the gateway's ROUTER_SECRET. Without it requests are not signed. */
  secret?: string | undefined;
  /** Where the keys of the company's tokens are published. Without it callers are not checked here. */
  jwks?: { url: string; issuer: string | undefined; audience: string | undefined } | undefined;
  /** Hive Gateway's own planner, or that of Hive Router, in Rust. */
  planner: 'js' | 'rust';
}

/** Hive Gateway in front of the supergraph. */
export function createRouter({ supergraph, secret, jwks, planner }: RouterOptions) {
  return createGatewayRuntime({
    supergraph,
    ...(planner === 'rust' && { unifiedGraphHandler }),
    // Without these a caller who leaves is noticed by nobody, and reads go on.
    executionCancellation: true,
    upstreamCancellation: true,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request, subgraphName }) =>
        subgraphName === 'getsales'
          ? Object.fromEntries(FOR_GETSALES.map((name) => [name, request.headers.get(name)]))
          : {},
    },
    // Queries only: a mutation whose answer was lost may have been carried out. Repeating it could send its message twice.
    upstreamRetry: ({ executionRequest }) =>
      executionRequest.operationType === 'query' ? { maxRetries: 2, retryDelay: 200 } : undefined,
    ...(secret !== undefined && { hmacSignature: { secret } }),
    plugins: () => (jwks ? [useJWT(toJwtOptions(jwks))] : []),
    logging: 'warn',
  });
}

/** The gateway checks the token again, and its scopes: a router that is passed by opens nothing. */
function toJwtOptions({ url, issuer, audience }: NonNullable<RouterOptions['jwks']>): JwtPluginOptions {
  return {
    signingKeyProviders: [createRemoteJwksSigningKeyProvider({ jwksUri: url })],
    tokenLookupLocations: [extractFromHeader({ name: 'authorization', prefix: 'Bearer' })],
    tokenVerification: {
      algorithms: ['RS256', 'ES256'],
      ...(issuer && { issuer }),
      ...(audience && { audience }),
    },
    reject: { missingToken: true, invalidToken: true },
  };
}
