import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from './env-value.ts';

const EXPOSED = 'age, x-request-id, x-upstream-requests, x-upstream-remaining, x-upstream-stale';
/** Methods of `/graphql`. */
export const ALLOWED = 'GET, HEAD, POST, OPTIONS';
const PREFLIGHT_MAX_AGE_S = 600;

/**
 * Lets pages of the listed origins read every answer, refusals included. `Vary` keeps caches from serving one origin's answer to
 * another.
 */
export function allowOrigin({ headers }: IncomingMessage, res: ServerResponse, corsOrigins: readonly string[]): void {
  res.setHeader('vary', 'Origin');
  const { origin } = headers;
  if (origin === undefined || !corsOrigins.includes(origin)) return;
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('access-control-expose-headers', EXPOSED);
}

/** Answers a preflight request. An origin that is not listed gets no headers that allow anything. */
export function answerPreflight({ headers }: IncomingMessage, res: ServerResponse): void {
  res.statusCode = 204;
  res.setHeader('allow', ALLOWED);
  if (res.hasHeader('access-control-allow-origin')) {
    res.setHeader('access-control-allow-methods', 'GET, POST');
    res.setHeader('access-control-max-age', PREFLIGHT_MAX_AGE_S);
    const asked = headers['access-control-request-headers'];
    if (asked !== undefined) res.setHeader('access-control-allow-headers', asked);
  }
  res.end();
}

/**
 * Whether a request comes from a page of another origin that is not listed. Matters in mode `open`, where every browser on this
 * machine is a valid caller, whatever page it shows. A host name of another machine indicates DNS rebinding.
 */
export function isForeign({ method, headers }: IncomingMessage, corsOrigins: readonly string[]): boolean {
  const { host = '', origin, referer } = headers;
  if (!isLoopback(host.replace(/:\d+$/, ''))) return true;
  const isKnown = (source: string) => source === `http://${host}` || corsOrigins.includes(source);
  if (origin !== undefined) return !isKnown(origin);
  // A link may open GraphiQL: that executes nothing.
  if ((method === 'GET' || method === 'HEAD') && opensPage(headers)) return false;
  // Another port of this machine is "same-site". Its pages cannot read the answer, but they would use up the budget.
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return referer !== undefined && !isKnown(URL.parse(referer)?.origin ?? '');
}

/** Whether a request comes from a page of another origin than the gateway's own and the listed ones, as far as its head tells. */
export function isUnlistedOrigin({ origin, host }: IncomingHttpHeaders, corsOrigins: readonly string[]): boolean {
  return origin !== undefined && !corsOrigins.includes(origin) && URL.parse(origin)?.host !== host;
}

function opensPage({ accept = '', ...headers }: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && /\btext\/html\b/i.test(accept);
}
