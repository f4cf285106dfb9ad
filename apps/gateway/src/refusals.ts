import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Code } from '@getsales-gateway/schema';
import Negotiator from 'negotiator';
import { ALLOWED, isForeign } from './cross-origin.ts';
import type { Env } from './env.ts';

const MAX_URL_BYTES = 16_384;
const MAX_HEADER_BYTES = 16_384;
/** What node:http reads of the first line and the headers together: more than both may have, to tell which is too large. */
export const MAX_HEAD_BYTES = MAX_URL_BYTES + MAX_HEADER_BYTES + 8_192;

/** Why a request is refused before it is read as GraphQL. */
export interface Refusal {
  status: number;
  code: Code;
  message: string;
  headers?: Record<string, string>;
}

/**
 * Content types that a page cannot send to another origin without a preflight. A list of types is not valid HTTP, but some clients
 * send one.
 */
const CONTENT_TYPE = /^\s*(application\/(?:json|graphql(?:\+json)?))\s*(?:[;,]|$)/i;

/**
 * Headers that a page cannot send to another origin without a preflight: a form needs one, since any page may send forms. An API
 * key or a token is one too.
 */
const PREFLIGHTED = [
  'authorization',
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-requested-with',
];

const unpreflighted: Refusal = {
  status: 415,
  code: 'BAD_USER_INPUT',
  message: 'Send a form with the header GraphQL-Require-Preflight: 1, so that no page of another origin can.',
};

/** Media types of answers, in order of preference. */
const MEDIA_TYPES = ['application/json', 'application/graphql-response+json', 'text/event-stream', 'multipart/mixed'];
/** What a browser asks for that opens GraphiQL. */
export const PAGE = 'text/html';

/** Answers with a GraphQL error, which clients can read like any other. */
export function sendRefusal(res: ServerResponse, { status, code, message, headers = {} }: Refusal): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.setHeader('content-type', 'application/json; charset=utf-8');
  res.end(toErrorBody({ code, message }));
}

/** A refusal as the text of a GraphQL answer. */
export function toErrorBody({ code, message }: Pick<Refusal, 'code' | 'message'>): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}

/**
 * Refuses a request whose head is too large, or whose Host header or URL is invalid: Yoga answers the latter with 500 and a stack.
 * Reduces a whole URL, as proxies send it, to its path; its host then counts, as RFC 9112 says, and not the Host header.
 */
export function headRefusal(req: IncomingMessage): Refusal | undefined {
  const { method, url = '', headers, rawHeaders, httpVersion } = req;
  if (url.length > MAX_URL_BYTES) return urlTooLong(url.length);
  const headerBytes = rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  if (headerBytes > MAX_HEADER_BYTES) return headersTooLarge(headerBytes);
  if (countHosts(rawHeaders) > 1 || (headers.host === undefined && httpVersion === '1.1')) {
    return { status: 400, code: 'BAD_USER_INPUT', message: 'A request has one Host header.' };
  }
  const isPath = url.startsWith('/') || (url === '*' && method === 'OPTIONS');
  const target = URL.parse(isPath ? `http://${headers.host || 'localhost'}${url.replace(/^\*$/, '/*')}` : url);
  if (target === null) {
    return { status: 400, code: 'BAD_USER_INPUT', message: 'The Host header and the path are not a valid URL.' };
  }
  if (!isPath) headers.host = target.host;
  req.url = target.pathname + target.search;
  return undefined;
}

/** Refuses paths at which nothing is served, those that only end like Yoga's included. */
export function pathRefusal({ method, url = '' }: IncomingMessage): Refusal | undefined {
  if (/^\/graphql\/?(\?|$)/.test(url) || isPage(url) || (method === 'OPTIONS' && url === '/*')) return undefined;
  return { status: 404, code: 'NOT_FOUND', message: 'Nothing is served here. GraphQL is at /graphql.' };
}

function countHosts(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.length === 4 && text.toLowerCase() === 'host')
    .length;
}

export function urlTooLong(found: number | string): Refusal {
  const message = `The URL limit of ${MAX_URL_BYTES} bytes is exceeded, found ${found}. Send the query in the body of a POST.`;
  return { status: 414, code: 'QUERY_TOO_EXPENSIVE', message };
}

export function headersTooLarge(found: number | string): Refusal {
  const message = `The headers' limit of ${MAX_HEADER_BYTES} bytes is exceeded, found ${found}. Send fewer or shorter headers.`;
  return { status: 431, code: 'QUERY_TOO_EXPENSIVE', message };
}

/** Whether pages.ts answers a path: the front page, or a file of GraphiQL. */
export function isPage(url = ''): boolean {
  return /^\/($|\?|graphiql\/)/.test(url);
}

/** Whether a request brings files, by the GraphQL multipart request specification. */
export function isMultipart({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  return method === 'POST' && /^multipart\/form-data\s*;.*\bboundary=/i.test(headers['content-type'] ?? '');
}

/** Why a request to GraphQL is refused, by its head. Normalises the content type and `Accept` on the way. */
export function requestRefusal(
  req: IncomingMessage,
  { auth, corsOrigins, limits, hasGraphiQL }: Env,
): Refusal | undefined {
  return (
    foreignRefusal(req, auth.mode, corsOrigins) ??
    methodRefusal(req) ??
    contentRefusal(req) ??
    acceptRefusal(req, hasGraphiQL) ??
    bodyRefusal(req, isMultipart(req) ? limits.uploadBytes : limits.bodyBytes)
  );
}

/** Refuses pages of other origins in mode `open`, where whoever reaches the gateway may call. */
export function foreignRefusal(
  req: IncomingMessage,
  mode: string,
  corsOrigins: readonly string[],
): Refusal | undefined {
  if (mode !== 'open' || !isForeign(req, corsOrigins)) return undefined;
  const message = 'In AUTH_MODE=open only this machine may call, and only pages of origins in CORS_ORIGINS.';
  return { status: 403, code: 'FORBIDDEN', message };
}

function methodRefusal({ method }: IncomingMessage): Refusal | undefined {
  if (method === 'GET' || method === 'HEAD' || method === 'POST') return undefined;
  const message = 'GraphQL takes GET and POST.';
  return { status: 405, code: 'BAD_USER_INPUT', message, headers: { allow: ALLOWED } };
}

/** Reduces the content type to the lower-case media type, since Yoga compares it exactly. */
function contentRefusal({ method, headers }: IncomingMessage): Refusal | undefined {
  if (method !== 'POST') return undefined;
  const [, contentType] = CONTENT_TYPE.exec(headers['content-type'] ?? '') ?? [];
  if (isMultipart({ method, headers })) {
    if (!PREFLIGHTED.some((name) => headers[name])) return unpreflighted;
  } else if (contentType === undefined) {
    return { status: 415, code: 'BAD_USER_INPUT', message: 'POST with the content type application/json.' };
  } else {
    headers['content-type'] = contentType.toLowerCase();
  }
  if (/^(identity)?$/i.test(headers['content-encoding']?.trim() ?? '')) return undefined;
  const message = 'Send the body as it is, without a content encoding.';
  return { status: 415, code: 'BAD_USER_INPUT', message, headers: { 'accept-encoding': 'identity' } };
}

/** Reduces `Accept` to the acceptable types in order of preference, since Yoga ignores weights; a page stands alone. */
function acceptRefusal(req: IncomingMessage, hasGraphiQL: boolean): Refusal | undefined {
  const { method, headers } = req;
  // JSON is always UTF-8, so that this parameter changes nothing.
  const accept = headers.accept?.replace(/;\s*charset\s*=\s*"?utf-8"?/gi, '');
  const offered = method !== 'POST' && hasGraphiQL ? [...MEDIA_TYPES, PAGE] : MEDIA_TYPES;
  const wanted = new Negotiator({ headers: { accept } }).mediaTypes(offered);
  if (wanted.length === 0) {
    const message = `Accept one of ${MEDIA_TYPES.slice(0, 3).join(', ')}.`;
    return { status: 406, code: 'BAD_USER_INPUT', message };
  }
  headers.accept = wanted[0] === PAGE ? PAGE : wanted.filter((type) => type !== PAGE).join(', ');
  return undefined;
}

/** Refuses a `Content-Length` over the limit. node:http reads no byte beyond it. */
function bodyRefusal({ headers }: IncomingMessage, maxBytes: number): Refusal | undefined {
  const bytes = Number(headers['content-length'] ?? 0);
  return bytes > maxBytes ? bodyTooLarge(maxBytes, bytes) : undefined;
}

export function bodyTooLarge(maxBytes: number, found: number | string): Refusal {
  const message = `The body limit of ${maxBytes} bytes is exceeded, found ${found}. Send less at once, in several requests.`;
  return { status: 413, code: 'QUERY_TOO_EXPENSIVE', message };
}
