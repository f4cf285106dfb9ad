import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { GraphQLError } from 'graphql';
import type { Refusal } from './refusal.ts';

/** A request whose body is still to be read. */
export type OpenRequest = Readable & Pick<IncomingMessage, 'headers' | 'method' | 'socket' | 'url'>;

/** Refuses a body that is too large by its own `Content-Length`, beyond which HTTP lets no byte through. */
export function bodyRefusal({ headers }: IncomingMessage, maxBytes: number): Refusal | undefined {
  const bytes = Number(headers['content-length'] ?? 0);
  return bytes > maxBytes ? tooLarge(maxBytes, bytes) : undefined;
}

/**
 * The same request, its body counted as it arrives where it does not say its length. Here and not in Yoga, whose own limit
 * pipes every body through a TransformStream and halves its throughput.
 */
export function limitBody(req: IncomingMessage, maxBytes: number): OpenRequest {
  const { headers, method, socket, url } = req;
  if (headers['transfer-encoding'] === undefined) return req;
  const body = Readable.from(readUpTo(maxBytes, req), { objectMode: false });
  return Object.assign(body, { headers, method, socket, url });
}

async function* readUpTo(maxBytes: number, req: IncomingMessage) {
  let bytes = 0;
  // Destroying the request would close the connection before its refusal is read.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    bytes += Buffer.byteLength(chunk);
    if (bytes > maxBytes) break;
    yield chunk;
  }
  if (bytes <= maxBytes) return;
  req.resume();
  const { status, code, message } = tooLarge(maxBytes, 'more');
  throw new GraphQLError(message, { extensions: { code, http: { status } } });
}

function tooLarge(maxBytes: number, found: number | string): Refusal {
  const message = `The body limit of ${maxBytes} bytes is exceeded, found ${found}. Send less at once, in several requests.`;
  return { status: 413, code: 'QUERY_TOO_EXPENSIVE', message };
}
