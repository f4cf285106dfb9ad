import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { isForeign } from './cross-origin.ts';
import type { Env } from './env.ts';

/** Why a request is turned away before it is read as GraphQL. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
  headers?: Record<string, string>;
}

/**
 * What a page cannot send elsewhere without CORS: forms and `fetch` without preflight have only other content types. A list of
 * them is none of HTTP's, but some clients send one.
 */
const CONTENT_TYPE = /^\s*(application\/(?:json|graphql(?:\+json)?))\s*(?:[;,]|$)/i;

/** What answers come in, the preferred one first. */
const MEDIA_TYPES = ['application/json', 'application/graphql-response+json', 'text/event-stream', 'multipart/mixed'];
const PAGE = 'text/html';

/** Answers in the shape of a GraphQL error, so that clients read it like any other. */
export function refuse(res: ServerResponse, { status, code, message, headers = {} }: Refusal): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.setHeader('content-type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

/**
 * Yoga answers what it cannot parse with 500 and a stack, and takes any path that ends like its own. From here on the target is a
 * path, also where it came as a whole URL, as proxies write it.
 */
export function targetRefusal(req: IncomingMessage): Refusal | undefined {
  const { url = '', headers } = req;
  const target = URL.parse(url.startsWith('/') ? `http://${headers.host || 'localhost'}${url}` : url);
  if (target === null) {
    return { status: 400, code: 'BAD_USER_INPUT', message: 'The Host header and the path make no URL.' };
  }
  req.url = target.pathname + target.search;
  if (/^\/graphql\/?$/.test(target.pathname)) return undefined;
  return { status: 404, code: 'NOT_FOUND', message: 'There is nothing here. GraphQL is at /graphql.' };
}

/** Why a request to GraphQL is turned away: by who sends it, how, in what form, or how much. */
export function requestRefusal(req: IncomingMessage, { auth, corsOrigins, limits }: Env): Refusal | undefined {
  return (
    foreignRefusal(req, auth.mode, corsOrigins) ??
    methodRefusal(req) ??
    contentRefusal(req) ??
    acceptRefusal(req) ??
    bodyRefusal(req, limits.bodyBytes)
  );
}

function foreignRefusal(req: IncomingMessage, mode: string, corsOrigins: readonly string[]): Refusal | undefined {
  if (mode !== 'open' || !isForeign(req, corsOrigins)) return undefined;
  const message = 'In AUTH_MODE=open only this machine may call, and only pages of origins in CORS_ORIGINS.';
  return { status: 403, code: 'FORBIDDEN', message };
}

function methodRefusal({ method }: IncomingMessage): Refusal | undefined {
  if (method === 'GET' || method === 'POST') return undefined;
  const message = 'GraphQL takes GET and POST.';
  return { status: 405, code: 'BAD_USER_INPUT', message, headers: { allow: 'GET, POST' } };
}

/** From here on the content type is as Yoga compares it: in small letters, and nothing but itself. */
function contentRefusal({ method, headers }: IncomingMessage): Refusal | undefined {
  if (method !== 'POST') return undefined;
  const [, contentType] = CONTENT_TYPE.exec(headers['content-type'] ?? '') ?? [];
  if (contentType === undefined) {
    return { status: 415, code: 'BAD_USER_INPUT', message: 'POST with the content type application/json.' };
  }
  headers['content-type'] = contentType.toLowerCase();
  if (/^(identity)?$/i.test(headers['content-encoding']?.trim() ?? '')) return undefined;
  const message = 'Send the body as it is, without a content encoding.';
  return { status: 415, code: 'BAD_USER_INPUT', message, headers: { 'accept-encoding': 'identity' } };
}

/** From here on the Accept header lists what is acceptable, the most wanted first: Yoga knows no weights. A page stands alone. */
function acceptRefusal(req: IncomingMessage): Refusal | undefined {
  const { method, headers } = req;
  // UTF-8 is what all JSON is in, and a type that says so the same type.
  const accept = headers.accept?.replace(/;\s*charset\s*=\s*"?utf-8"?/gi, '');
  const offered = method === 'GET' ? [...MEDIA_TYPES, PAGE] : MEDIA_TYPES;
  const wanted = new Negotiator({ headers: { accept } }).mediaTypes(offered);
  if (wanted.length === 0) {
    const message = `Accept one of ${MEDIA_TYPES.slice(0, 3).join(', ')}.`;
    return { status: 406, code: 'BAD_USER_INPUT', message };
  }
  headers.accept = wanted[0] === PAGE ? PAGE : wanted.filter((type) => type !== PAGE).join(', ');
  return undefined;
}

/** A body that is too large by its own `Content-Length`, beyond which HTTP lets no byte through. */
function bodyRefusal({ headers }: IncomingMessage, maxBytes: number): Refusal | undefined {
  const bytes = Number(headers['content-length'] ?? 0);
  return bytes > maxBytes ? bodyTooLarge(maxBytes, bytes) : undefined;
}

export function bodyTooLarge(maxBytes: number, found: number | string): Refusal {
  const message = `The body limit of ${maxBytes} bytes is exceeded, found ${found}. Send less at once, in several requests.`;
  return { status: 413, code: 'QUERY_TOO_EXPENSIVE', message };
}
