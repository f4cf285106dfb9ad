import { createUpstream, liveOf, type Observer, type Upstream } from '@getsales-gateway/api-client';
import { copySchema, createSchema } from '@getsales-gateway/schema';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { type Access, startAccess } from './access/access.ts';
import { useRouterSignature } from './access/router-signature.ts';
import { limitBody } from './body.ts';
import { useCompression } from './compression.ts';
import { createContext, type RequestNotes, useOperation } from './context.ts';
import { startCoordination } from './coordination.ts';
import { createDocumentCache, useDocumentLimits } from './documents.ts';
import type { Env } from './env.ts';
import { useExecution } from './execution.ts';
import { createStoreCheck } from './health.ts';
import { createTally, startHttp, type Tally } from './http.ts';
import { createTracing, wantsTrace } from './inline-trace.ts';
import { useNoIntrospection } from './introspection.ts';
import { createLeanAdapter, isOrdinary } from './lean.ts';
import { createListener, type GraphQLHandler } from './listener.ts';
import type { Logger } from './log.ts';
import { createMalformed } from './malformed.ts';
import { maskError } from './mask-error.ts';
import type { Mcp } from './mcp/endpoint.ts';
import { startMetricsServer } from './metrics/endpoint.ts';
import { createMetrics, type Metrics, useSubscriptionMetrics } from './metrics/metrics.ts';
import { tellAll } from './metrics/observers.ts';
import { createFinish, type Finish, useFinish } from './operation-log.ts';
import { useParams } from './params.ts';
import { usePersistedQueries } from './persisted-queries.ts';
import { usePrice } from './price.ts';
import { isMultipart } from './refusals.ts';
import type { Tracing } from './tracing/tracing.ts';
import { useTrustedDocuments } from './trusted-documents.ts';
import { useUpstreamCost } from './upstream-cost.ts';
import { createWebhooks } from './webhooks.ts';
import { createOperations } from './websocket/operations.ts';
import { createSockets, type Sockets } from './websocket/sockets.ts';

/** A connection on which nothing is read for this time is closed. */
const WRITE_TIMEOUT_MS = 30_000;
const GRACE_MS = 10_000;
/** More than any document of the gateway's own needs. */
const OWN_LIMIT = 4_000;

/** A gateway that serves until it is disposed, gracefully. */
export interface Gateway extends AsyncDisposable {
  /** Uses the secrets that have changed since the start. */
  reload(env: Env): void;
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Where Prometheus finds the metrics. */
  readonly metricsUrl: string;
}

/**
 * Opens a gateway on `env.host` and `env.port` (0 takes a free one). `observer` is told what budget, ledger and breakers do.
 *
 * @throws when the address cannot be listened on.
 */
export async function startGateway(env: Env, logger: Logger, observer?: Observer): Promise<Gateway> {
  await using opened = new AsyncDisposableStack();
  const { host, port, metricsPort, maxConnections, keepAliveMs, shutdownDelayMs } = env;
  const metrics = createMetrics();
  const tracing = env.traces && opened.use(await loadTracing(env.traces, logger));
  const told = tellAll([metrics, tracing, observer && { observer }].flatMap((each) => each?.observer ?? []));
  const warn = (message: string) => logger.warn(message);
  const { stores } = opened.use(await startCoordination(env, warn, told));
  const live = { pollMs: env.livePollMs, warn, ...(stores.turns && { turns: stores.turns }) };
  const upstream = opened.use(createUpstream({ ...env.upstream, ...stores, live, observer: told }));
  const access = opened.use(startAccess(env, logger));
  const underWay = createTally();
  metrics.watch({ ...stores, underWay });
  const { graphql, sockets, mcp } = await createGraphQL({ env, access, logger, upstream, underWay, metrics, tracing });
  const metricsServer =
    metricsPort === undefined ? undefined : opened.use(await startMetricsServer(host, metricsPort, metrics));
  const storesWereOpen = createStoreCheck(stores.ledger);
  const webhooks = createWebhooks(env, upstream.events, logger);
  const http = opened.use(
    await startHttp({
      ...{ host, port, maxConnections, keepAliveMs, shutdownDelayMs, underWay },
      ...{ writeTimeoutMs: WRITE_TIMEOUT_MS, graceMs: GRACE_MS },
      answer: createListener({ env, logger, metrics, storesWereOpen, webhooks, graphql, mcp }),
      ...{ upgrade: sockets.upgrade, onStop: liveOf(upstream).end, onClose: sockets.close },
      answerMalformed: createMalformed(logger, metrics.refused),
    }),
  );
  const running = opened.move();
  const metricsUrl = metricsServer?.url ?? `${http.url}/metrics`;
  const reload = (changed: Env) => {
    access.reload(changed);
    webhooks.reload(changed);
  };
  return { url: http.url, metricsUrl, reload, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

interface GraphQLParts {
  access: Access;
  env: Env;
  logger: Logger;
  upstream: Upstream;
  underWay: Tally;
  metrics: Metrics;
  tracing: Tracing | undefined;
}

/** Loaded only if traces are on: it is as large as the rest of the gateway. */
async function loadTracing(traces: NonNullable<Env['traces']>, logger: Logger): Promise<Tracing> {
  const { startTracing } = await import('./tracing/tracing.ts');
  return startTracing({ ...traces, warn: (message) => logger.warn(message) });
}

/** GraphQL over HTTP at `/graphql`, behind two adapters, and a third for requests that are traced. */
async function createGraphQL(
  parts: GraphQLParts,
): Promise<{ graphql: GraphQLHandler; sockets: Sockets; mcp: Mcp | undefined }> {
  const { limits } = parts.env;
  const { bodyBytes } = limits;
  const finish = createFinish(parts.logger, (operation) => {
    parts.metrics.operationEnded(operation);
    parts.tracing?.operationEnded(operation);
  });
  const schema = createSchema(parts.env.namePrefix);
  const yoga = createPipeline(parts, schema, finish);
  const lean = createLeanAdapter(yoga, limits, finish);
  const { env, logger, underWay } = parts;
  const operations = createOperations({ yoga, finish, underWay, credentials: credentialHeaders(env.auth) });
  let traced: typeof yoga | undefined;
  const handler: GraphQLHandler = async (req, res, notes) => {
    // What answers GET answers HEAD: node:http leaves the body out.
    if (req.method === 'HEAD') req.method = 'GET';
    if (wantsTrace(req) && !isMultipart(req)) {
      traced ??= createPipeline(parts, copySchema(schema), finish, createTracing());
      return traced(limitBody(req, bodyBytes), res, notes);
    }
    if (isOrdinary(req)) return lean(req, res, notes);
    return yoga(limitBody(req, bodyBytes), res, notes);
  };
  const graphql = parts.tracing ? parts.tracing.traced(handler) : handler;
  const mcp = env.hasMcp ? await loadMcp(parts, schema, finish) : undefined;
  return { graphql, sockets: createSockets(env, logger, operations), mcp };
}

/** Loaded only if it is on. The limits on callers' documents do not apply to the documents of its tools, which are the gateway's own. */
async function loadMcp(parts: GraphQLParts, schema: GraphQLSchema, finish: Finish): Promise<Mcp> {
  const { createMcp } = await import('./mcp/endpoint.ts');
  const { env, access } = parts;
  const limits = { ...env.limits, depth: OWN_LIMIT, aliases: OWN_LIMIT, tokens: OWN_LIMIT };
  const yoga = createPipeline({ ...parts, env: { ...env, limits, documents: undefined } }, schema, finish);
  return createMcp({ env, access, yoga, finish });
}

/** Headers by which callers are told apart. */
function credentialHeaders(auth: Env['auth']): string[] {
  return auth.mode === 'passthrough' ? [auth.keyHeader, 'team-id'] : ['authorization'];
}

/** One list of plugins, in the order in which they act. */
function createPipeline(
  { env, access, logger, upstream, underWay, metrics }: GraphQLParts,
  schema: GraphQLSchema,
  finish: Finish,
  tracing: readonly Plugin[] = [],
) {
  return createYoga<RequestNotes>({
    schema,
    context: createContext(upstream, env, access, logger, underWay),
    maskedErrors: { maskError },
    plugins: [
      useParams({ takesIds: env.documents !== undefined }),
      useRouterSignature(access.routerSecret),
      ...(env.documents ? [useTrustedDocuments(env.documents)] : []),
      ...(env.documents?.isOnly ? [] : [usePersistedQueries()]),
      ...(env.hasIntrospection ? [] : [useNoIntrospection()]),
      useDocumentLimits(env.limits),
      useOperation(),
      useUpstreamCost(env.limits.upstreamCost),
      ...tracing,
      useExecution(),
      useSubscriptionMetrics(metrics),
      useFinish(finish),
      usePrice(env.explainUpstream),
      useCompression(),
    ],
    parserAndValidationCache: createDocumentCache(),
    graphiql: false,
    // GraphiQL, CORS, body sizes, health and refusals are handled before Yoga, in listener.ts.
    cors: false,
    maxRequestBodySize: false,
    // The listener answers this path first, so that Yoga's own check is never reached.
    healthCheckEndpoint: '/health/live',
    landingPage: false,
    multipart: false,
    logging: false,
  });
}
