import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refuse } from '@getsales-gateway/schema';
import { type GraphQLParams, getSSEProcessor, isAsyncIterable, processRegularResult } from 'graphql-yoga';
import { type BodyLimits, readBody } from './body.ts';
import { encodeBody } from './compression.ts';
import type { RequestNotes } from './context.ts';
import { POST, type Yoga } from './in-process.ts';
import type { GraphQLHandler } from './listener.ts';
import { maskError } from './mask-error.ts';
import { createFormReader } from './multipart.ts';
import type { Finish } from './operation-log.ts';
import { isMultipart } from './refusals.ts';

/** Whether the lean adapter can answer a request: one JSON object in, with or without files, one JSON object out. */
export function isOrdinary(req: IncomingMessage): boolean {
  const { method, headers } = req;
  if (isMultipart(req)) return true;
  return (
    method === 'POST' &&
    headers['content-type'] === 'application/json' &&
    /^application\/(graphql-response\+)?json\b/.test(headers.accept ?? '')
  );
}

/**
 * Answers ordinary operations through Yoga's pipeline, but without its HTTP layer: no Fetch request is made of the request, and head
 * and body of the answer leave in one write.
 */
export function createLeanAdapter(yoga: Yoga, limits: BodyLimits, finish: Finish): GraphQLHandler {
  const readForm = createFormReader(limits);
  return async (req, res, notes) => {
    const context = { ...notes };
    const result = await answer(yoga, () => (isMultipart(req) ? readForm(req, res) : readJson(req, limits)), context);
    finish(result, context);
    if (res.destroyed) return;
    if (isAsyncIterable(result)) return sendEvents(result, yoga, res);
    const [mediaType = ''] = req.headers.accept?.split(',') ?? [];
    const response = processRegularResult(result, yoga.fetchAPI, mediaType);
    const text = await response.text();
    response.headers.forEach((value, name) => void res.setHeader(name, value));
    const { encoding, body, bytes } = await encodeBody(req.headers, res, text);
    if (encoding !== undefined) res.setHeader('content-encoding', encoding);
    res.writeHead(response.status, { 'content-length': bytes }).end(body);
  };
}

const toEventStream = getSSEProcessor();

/** For a client that accepts a stream among others. It lasts as long as the client listens. */
async function sendEvents(
  events: Parameters<typeof toEventStream>[0],
  { fetchAPI }: Yoga,
  res: ServerResponse,
): Promise<void> {
  const { status, headers, body } = await toEventStream(events, fetchAPI, 'text/event-stream');
  headers.forEach((value, name) => void res.setHeader(name, value));
  res.writeHead(status);
  if (body) await pipeline(Readable.from(body), res).catch(() => {});
}

async function answer(yoga: Yoga, read: () => Promise<GraphQLParams>, context: RequestNotes) {
  try {
    const params = await read();
    return (await yoga.getResultForParams({ params, request: POST }, context)) ?? {};
  } catch (error) {
    return { errors: [maskError(error)] };
  }
}

async function readJson(req: IncomingMessage, { bodyBytes }: BodyLimits): Promise<GraphQLParams> {
  const text = await readBody(req, bodyBytes);
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('BAD_USER_INPUT', 'The body is not JSON.', { http: { status: 400 } });
  }
}
