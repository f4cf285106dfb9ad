import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { UnexpectedBody } from '../wire/body.ts';

/** No answer may be longer, as sent or decoded. 100 leads with everything are below 1 MiB. */
export const MAX_BODY_BYTES = 32 * 2 ** 20;

const LIMIT = { maxOutputLength: MAX_BODY_BYTES };

const DECODERS: Record<string, (bytes: Uint8Array) => Promise<Uint8Array>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, LIMIT),
  // Some servers leave the zlib header away, whose low four bits are 8.
  deflate: (bytes) => promisify(((bytes[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw)(bytes, LIMIT),
  br: (bytes) => promisify(brotliDecompress)(bytes, LIMIT),
  zstd: (bytes) => promisify(zstdDecompress)(bytes, LIMIT),
};

/**
 * The text of an answer, whatever its `Content-Encoding`.
 *
 * @throws {UnexpectedBody} for an encoding that is unknown, broken, or larger than `MAX_BODY_BYTES` when decoded.
 */
export async function readText({ body, headers }: Dispatcher.ResponseData): Promise<string> {
  const encodings = encodingsOf(headers['content-encoding']);
  if (encodings.length === 0) return body.text();
  const encoded = await body.bytes();
  // 204 and HEAD may name an encoding without a body.
  if (encoded.length === 0) return '';
  let bytes: Uint8Array = encoded;
  for (const encoding of encodings.reverse()) bytes = await decode(bytes, encoding);
  return new TextDecoder().decode(bytes);
}

function encodingsOf(header: string | string[] | undefined): string[] {
  const names = [header ?? []].flat().join(',').toLowerCase().split(',');
  return names.map((name) => name.trim().replace(/^x-/, '')).filter((name) => name !== '' && name !== 'identity');
}

async function decode(bytes: Uint8Array, encoding: string): Promise<Uint8Array> {
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (!decoder) throw new UnexpectedBody('unknown content encoding');
  try {
    return await decoder(bytes);
  } catch (cause) {
    throw new UnexpectedBody('broken content encoding', { cause });
  }
}
