import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Env } from './env.ts';
import { isLoopback } from './loopback.ts';
import type { Refusal } from './refusal.ts';

/** Content types that a page cannot send elsewhere without CORS: forms and `fetch` without preflight have only others. */
const SAFE_CONTENT_TYPE = /^application\/(json|graphql(\+json)?)\b/i;

/** Refuses what a browser may have sent for somebody else's page. */
export function crossSiteRefusal(
  { method, headers }: IncomingMessage,
  { auth, corsOrigins }: Env,
): Refusal | undefined {
  if (auth.mode === 'open' && isForeign(headers, corsOrigins)) {
    const message = 'In AUTH_MODE=open only this machine may call, and only pages of origins in CORS_ORIGINS.';
    return { status: 403, code: 'FORBIDDEN', message };
  }
  if (method === 'POST' && !SAFE_CONTENT_TYPE.test(headers['content-type'] ?? '')) {
    return { status: 415, code: 'BAD_USER_INPUT', message: 'POST with the content type application/json.' };
  }
  return undefined;
}

/** A name that is not this machine's is DNS rebinding: in mode `open` every browser here is a caller, whatever page it shows. */
function isForeign({ host = '', origin, ...headers }: IncomingHttpHeaders, corsOrigins: readonly string[]): boolean {
  if (!isLoopback(host.replace(/:\d+$/, ''))) return true;
  if (origin !== undefined) return origin !== `http://${host}` && !corsOrigins.includes(origin);
  // An image or script of a foreign page: it could not read the answer, but would spend the budget. A link may lead here.
  return headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
}

/** Yoga's CORS options. Its default lets every origin in, with credentials; its list answers strangers with `null`. */
export function createCors(corsOrigins: readonly string[]) {
  if (corsOrigins.length === 0) return false;
  return (request: Request) => {
    const origin = request.headers.get('origin');
    if (origin === null || !corsOrigins.includes(origin)) return false;
    return { origin, credentials: false, methods: ['GET', 'POST'], exposedHeaders: ['x-request-id'], maxAge: 600 };
  };
}
