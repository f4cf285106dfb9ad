import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestNotes } from './context.ts';
import { allowOrigin, answerPreflight } from './cross-origin.ts';
import type { Env } from './env.ts';
import { answerHealth, type StoreCheck } from './health.ts';
import type { Logger } from './log.ts';
import type { Mcp } from './mcp/endpoint.ts';
import { answerMetrics, isLocalRequest } from './metrics/endpoint.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createPages } from './pages.ts';
import { headRefusal, isPage, PAGE, pathRefusal, type Refusal, requestRefusal, sendRefusal } from './refusals.ts';
import type { createWebhooks } from './webhooks.ts';

/** Answers what is a request to GraphQL, by its head. */
export type GraphQLHandler = (req: IncomingMessage, res: ServerResponse, notes: RequestNotes) => Promise<void>;

const REQUEST_ID = 'x-request-id';

/** The characters that routers and proxies use. None of them can break a log line. */
const REQUEST_ID_SHAPE = /^[\w.:;=+/-]{1,128}$/;

export interface ListenerOptions {
  env: Env;
  logger: Logger;
  metrics: Metrics;
  storesWereOpen: StoreCheck;
  webhooks: ReturnType<typeof createWebhooks>;
  graphql: GraphQLHandler;
  /** Undefined where agents may not call. */
  mcp: Mcp | undefined;
}

/** The steps of a request before GraphQL, in order. */
export function createListener({ env, logger, metrics, storesWereOpen, webhooks, graphql, mcp }: ListenerOptions) {
  // The metrics of one worker alone would mislead.
  const servesMetrics = env.metricsPort === undefined && env.workers === 1;
  const pages = createPages(env);
  return async (req: IncomingMessage, res: ServerResponse, isDraining: boolean): Promise<void> => {
    const startedAt = performance.now();
    const requestId = identify(req, res);
    const turnAway = (refusal: Refusal) => {
      logger.info({ requestId, status: refusal.status, codes: [refusal.code] }, 'refused');
      metrics.refused(refusal.status);
      sendRefusal(res, refusal);
    };
    const misread = headRefusal(req);
    if (!misread && req.url?.startsWith('/health/')) return answerHealth(req, res, isDraining, storesWereOpen);
    if (servesMetrics && !misread && /^\/metrics(\?|$)/.test(req.url ?? '') && isLocalRequest(req)) {
      return answerMetrics(req, res, metrics);
    }
    // Overwritten when the operation asks for something.
    res.setHeader('x-upstream-requests', 0);
    res.setHeader('x-content-type-options', 'nosniff');
    if (!misread && webhooks.isWebhook(req)) {
      const refusal = await webhooks.receive(req, res);
      return refusal && turnAway(refusal);
    }
    allowOrigin(req, res, env.corsOrigins);
    const isMcp = !misread && mcp?.isMcp(req) === true;
    const misdirected = misread ?? (isMcp ? undefined : pathRefusal(req));
    if (misdirected) return turnAway(misdirected);
    if (isPage(req.url)) {
      const refusal = await pages.answer(req, res);
      return refusal && turnAway(refusal);
    }
    if (req.method === 'OPTIONS') return answerPreflight(req, res);
    const notes = { req, res, requestId, startedAt, signal: leavingSignal(res) };
    const refusal = isMcp ? await mcp?.receive(req, res, notes) : requestRefusal(req, env);
    if (refusal) return turnAway(refusal);
    if (isMcp) return;
    if (req.headers.accept === PAGE) return pages.answerGraphiQL(req, res);
    await graphql(req, res, notes);
  };
}

/** Takes the caller's request id or makes one, and sends it with the answer. From here on the request always has the header. */
function identify(req: IncomingMessage, res: ServerResponse): string {
  const given = req.headers[REQUEST_ID];
  const id = typeof given === 'string' && REQUEST_ID_SHAPE.test(given) ? given : randomUUID();
  req.headers[REQUEST_ID] = id;
  res.setHeader(REQUEST_ID, id);
  return id;
}

/** Aborts when the caller leaves before its answer is complete. */
function leavingSignal(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}
