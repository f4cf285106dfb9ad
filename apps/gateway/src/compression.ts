import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib';
import type { Plugin } from 'graphql-yoga';
import Negotiator from 'negotiator';
import type { RequestNotes } from './context.ts';

/** Below it, compression saves less than a packet. */
const MIN_BYTES = 1_024;
/** Up to here, compressing in this thread takes less time than asking another one. */
const MAX_SYNC_BYTES = 32_768;

const ENCODINGS = ['br', 'gzip', 'identity'];

// Level 6 of gzip takes twice the time of level 1 and makes answers smaller by 7 %, quality 3 of brotli the same by 6 %.
const GZIP = { level: constants.Z_BEST_SPEED };
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const gzipLater = promisify(gzip);
const brotliLater = promisify(brotliCompress);

/** A body as it leaves: compressed, or as it was. Text and head leave in one write, a buffer and head in two. */
type EncodedBody =
  | { encoding: 'br' | 'gzip'; body: Buffer<ArrayBuffer>; bytes: number }
  | { encoding?: undefined; body: string; bytes: number };

/** Compresses a body of `MIN_BYTES` or more in the encoding that the client prefers, and says that others might get another form. */
export async function encodeBody(
  headers: IncomingHttpHeaders,
  res: ServerResponse,
  text: string,
): Promise<EncodedBody> {
  const asItIs = { body: text, bytes: Buffer.byteLength(text) };
  if (asItIs.bytes < MIN_BYTES) return asItIs;
  res.appendHeader('vary', 'Accept-Encoding');
  const accepted = { 'accept-encoding': brotliFirst(headers['accept-encoding']) };
  const [encoding] = new Negotiator({ headers: accepted }).encodings(ENCODINGS);
  if (encoding !== 'br' && encoding !== 'gzip') return asItIs;
  const body = await (encoding === 'br' ? toBrotli : toGzip)(Buffer.from(text));
  return { encoding, body, bytes: body.length };
}

/** Of encodings with the same weight the first one is taken, and brotli needs a third of gzip's time. */
function brotliFirst(header: unknown): string {
  const isBrotli = (item: string) => Number(/^\s*br\b/i.test(item));
  return typeof header === 'string'
    ? header
        .split(',')
        .toSorted((a, b) => isBrotli(b) - isBrotli(a))
        .join(',')
    : '';
}

function toBrotli(body: Buffer): Buffer<ArrayBuffer> | Promise<Buffer<ArrayBuffer>> {
  return body.length > MAX_SYNC_BYTES ? brotliLater(body, BROTLI) : brotliCompressSync(body, BROTLI);
}

function toGzip(body: Buffer): Buffer<ArrayBuffer> | Promise<Buffer<ArrayBuffer>> {
  return body.length > MAX_SYNC_BYTES ? gzipLater(body, GZIP) : gzipSync(body, GZIP);
}

/** Compresses the JSON that Yoga answers with. Event streams stay as they are: each event must leave at once. */
export function useCompression(): Plugin<object, RequestNotes> {
  return {
    async onResponse({ response, setResponse, serverContext: { req, res }, fetchAPI }) {
      const { status, headers } = response;
      if (res === undefined || !/json/.test(headers.get('content-type') ?? '')) return;
      const { encoding, body, bytes } = await encodeBody(req.headers, res, await response.text());
      if (encoding !== undefined) headers.set('content-encoding', encoding);
      headers.set('content-length', String(bytes));
      setResponse(new fetchAPI.Response(body, { status, headers }));
    },
  };
}
