import { createUpstream, type Upstream } from '@getsales-gateway/api-client';
import { schema } from '@getsales-gateway/schema';
import { createYoga } from 'graphql-yoga';
import { createContext, type RequestNotes } from './context.ts';
import { startCoordination } from './coordination.ts';
import { createCors } from './cross-site.ts';
import { createDocumentCache } from './document-cache.ts';
import type { Env } from './env.ts';
import { createGraphiQL, renderGraphiQL } from './graphiql.ts';
import { createStoreCheck } from './health.ts';
import { startHttp } from './http.ts';
import type { Logger } from './log.ts';
import { maskError } from './mask-error.ts';
import { useDeadline } from './plugins/use-deadline.ts';
import { useLimits } from './plugins/use-limits.ts';
import { useOperationLog } from './plugins/use-operation-log.ts';
import { usePrice } from './plugins/use-price.ts';
import { useReferenceExecutor } from './plugins/use-reference-executor.ts';
import { createRequestListener } from './request-listener.ts';
import { createTally, type Tally } from './tally.ts';

const GRACE_MS = 10_000;

/** A gateway that serves until it is disposed, gracefully. */
export interface Gateway extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
}

/**
 * Opens a gateway on `env.host` and `env.port` (0 takes a free one).
 *
 * @throws when the address cannot be listened on.
 */
export async function startGateway(env: Env, logger: Logger): Promise<Gateway> {
  await using opened = new AsyncDisposableStack();
  const { stores } = opened.use(await startCoordination(env, (message) => logger.warn(message)));
  const upstream = opened.use(createUpstream({ ...env.upstream, ...stores }));
  const underWay = createTally();
  const graphql = createGraphQL(env, logger, upstream, underWay);
  const answer = createRequestListener(env, logger, createStoreCheck(stores.ledger), (req, res) => graphql(req, res));
  const http = opened.use(await startHttp({ host: env.host, port: env.port, graceMs: GRACE_MS, underWay, answer }));
  const running = opened.move();
  return { url: http.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** GraphQL over HTTP at `/graphql`, as one list of what it is made of. */
function createGraphQL(env: Env, logger: Logger, upstream: Upstream, underWay: Tally) {
  return createYoga<RequestNotes>({
    schema,
    context: createContext(upstream, env, logger, underWay),
    maskedErrors: { maskError },
    plugins: [
      useReferenceExecutor(),
      useLimits(env.limits),
      useDeadline(),
      useOperationLog(logger),
      usePrice(env.explainUpstream),
    ],
    parserAndValidationCache: createDocumentCache(),
    graphiql: createGraphiQL(env),
    renderGraphiQL,
    cors: createCors(env.corsOrigins),
    // Bodies are counted, and health and refusals answered, before Yoga; see request-listener.ts.
    maxRequestBodySize: false,
    // Yoga's own check is off: the listener answers this path before.
    healthCheckEndpoint: '/health/live',
    landingPage: false,
    multipart: false,
    logging: false,
  });
}
