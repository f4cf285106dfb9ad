import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { refuse } from '@getsales-gateway/schema';
import { allowOrigin, answerPreflight } from './cross-origin.ts';
import type { Env } from './env.ts';
import { answerHealth, type StoreCheck } from './health.ts';
import type { Logger } from './log.ts';
import { createPages } from './pages.ts';
import { bodyTooLarge, isPage, PAGE, type Refusal, requestRefusal, sendRefusal, targetRefusal } from './refusals.ts';

/** A request whose body is still to be read. */
export type OpenRequest = Readable & Pick<IncomingMessage, 'headers' | 'method' | 'socket' | 'url'>;

type GraphQLHandler = (req: OpenRequest, res: ServerResponse) => Promise<void>;

const REQUEST_ID = 'x-request-id';

/** The characters that routers and proxies use. None of them can break a log line. */
const REQUEST_ID_SHAPE = /^[\w.:;=+/-]{1,128}$/;

/** The steps of a request before GraphQL, in order. */
export function createListener(env: Env, logger: Logger, storesWereOpen: StoreCheck, graphql: GraphQLHandler) {
  const pages = createPages(env);
  return async (req: IncomingMessage, res: ServerResponse, isDraining: boolean): Promise<void> => {
    const requestId = identify(req, res);
    if (req.url?.startsWith('/health/')) return answerHealth(req.url, res, isDraining, storesWereOpen);
    const turnAway = (refusal: Refusal) => {
      logger.info({ requestId, status: refusal.status, codes: [refusal.code] }, 'refused');
      sendRefusal(res, refusal);
    };
    // Overwritten when the operation asks for something.
    res.setHeader('x-upstream-requests', 0);
    res.setHeader('x-content-type-options', 'nosniff');
    allowOrigin(req, res, env.corsOrigins);
    const misdirected = targetRefusal(req);
    if (misdirected) return turnAway(misdirected);
    if (isPage(req.url)) {
      const refusal = await pages.answer(req, res);
      return refusal && turnAway(refusal);
    }
    if (req.method === 'OPTIONS') return answerPreflight(req, res);
    const refusal = requestRefusal(req, env);
    if (refusal) return turnAway(refusal);
    if (req.headers.accept === PAGE) return pages.answerGraphiQL(res);
    await graphql(limitBody(req, env.limits.bodyBytes), res);
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

export function requestIdOf(request: Request): string {
  return request.headers.get(REQUEST_ID) ?? '';
}

/**
 * The same request, with its body counted as it arrives unless it declares a length. Yoga's own limit pipes every body through a
 * TransformStream, which halves the throughput.
 */
function limitBody(req: IncomingMessage, maxBytes: number): OpenRequest {
  const { headers, method, socket, url } = req;
  if (headers['transfer-encoding'] === undefined) return req;
  const body = Readable.from(readUpTo(maxBytes, req), { objectMode: false });
  return Object.assign(body, { headers, method, socket, url });
}

async function* readUpTo(maxBytes: number, req: IncomingMessage) {
  let bytes = 0;
  // Destroying the request would close the connection before the caller reads the refusal.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    bytes += Buffer.byteLength(chunk);
    if (bytes > maxBytes) break;
    yield chunk;
  }
  if (bytes <= maxBytes) return;
  req.resume();
  const { status, code, message } = bodyTooLarge(maxBytes, 'more');
  throw refuse(code, message, { http: { status } });
}
