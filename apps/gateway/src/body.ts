import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { refuse } from '@getsales-gateway/schema';
import type { GraphQLError } from 'graphql';
import type { Env } from './env.ts';
import { bodyTooLarge } from './refusals.ts';

/** Bytes that a body may have, and one with files. */
export type BodyLimits = Pick<Env['limits'], 'bodyBytes' | 'uploadBytes'>;

/** A request whose body is still to be read. */
export type OpenRequest = Readable & Pick<IncomingMessage, 'headers' | 'method' | 'socket' | 'url'>;

/** The whole body as text. @throws when it is larger than `maxBytes`, or the caller leaves. */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<string> {
  return (await readBytes(req, maxBytes)).toString();
}

/**
 * The whole body. `refusalOf` is told the length of each chunk, and may refuse it.
 *
 * @throws when it is larger than `maxBytes`, is refused, or the caller leaves.
 */
export function readBytes(
  req: IncomingMessage,
  maxBytes: number,
  refusalOf: (bytes: number) => GraphQLError | undefined = () => undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isRefused = false;
    req.on('data', (chunk: Buffer) => {
      if (isRefused) return;
      bytes += chunk.length;
      const refusal = bytes > maxBytes ? tooLarge(maxBytes) : refusalOf(chunk.length);
      if (refusal === undefined) return void chunks.push(chunk);
      isRefused = true;
      chunks.length = 0;
      reject(refusal);
    });
    req.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    req.once('error', reject);
  });
}

/**
 * The same request, with its body counted as it arrives unless it declares a length. Yoga's own limit pipes every body through a
 * TransformStream, which halves the throughput.
 */
export function limitBody(req: IncomingMessage, maxBytes: number): OpenRequest {
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
  throw tooLarge(maxBytes);
}

function tooLarge(maxBytes: number): GraphQLError {
  const { status, code, message } = bodyTooLarge(maxBytes, 'more');
  return refuse(code, message, { http: { status } });
}
