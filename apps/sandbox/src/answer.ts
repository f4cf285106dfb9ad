import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import type { Answer } from './route.ts';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The body as text in this dialect; undefined if the answer has none. */
export function toWire({ body }: Answer, { uuidCase, timestamps }: Dialect): string | undefined {
  if (uuidCase === 'lower' && timestamps === 'plain') return JSON.stringify(body);
  let moments = 0;
  return JSON.stringify(body, (_, value) => {
    if (typeof value !== 'string') return value;
    if (uuidCase === 'upper' && UUID.test(value)) return value.toUpperCase();
    return timestamps === 'mixed' && TIMESTAMP.test(value) ? spell(value, moments++) : value;
  });
}

/** The same moment in another spelling of ISO 8601. */
function spell(timestamp: string, index: number): string {
  const moment = timestamp.slice(0, -1);
  const turns = [
    timestamp,
    `${moment}+00:00`,
    `${moment.replace('T', ' ')}+0000`,
    `${moment}000+00`,
    moment.replace('T', ' '),
    timestamp.toLowerCase(),
    `${toIndia(moment)}+05:30`,
  ];
  return turns[index % turns.length] ?? timestamp;
}

function toIndia(moment: string): string {
  const [second = '', fraction] = moment.split('.');
  const local = new Date(Date.parse(`${second}Z`) + 5.5 * 3_600_000).toISOString().slice(0, 19);
  return fraction === undefined ? local : `${local}.${fraction}`;
}

/** Writes status and headers. `Date` is the time of the sandbox's clock. */
export function writeHead(
  response: ServerResponse,
  { status, headers }: Answer,
  clock: Clock,
  contentType?: string,
): void {
  response.writeHead(status, {
    date: new Date(clock.now()).toUTCString(),
    ...(contentType && { 'content-type': contentType }),
    ...headers,
  });
}

const ENCODERS: Record<Dialect['contentEncoding'], (bytes: Buffer) => Buffer> = {
  identity: (bytes) => bytes,
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

/** Writes a whole answer. */
export function writeAnswer(response: ServerResponse, answer: Answer, dialect: Dialect, clock: Clock): void {
  const text = toWire(answer, dialect);
  const encode = ENCODERS[dialect.contentEncoding];
  const body = text === undefined ? undefined : encode(Buffer.from(text));
  const headers: Record<string, string> = { ...answer.headers };
  if (answer.status !== 204) headers['content-length'] = String(body?.length ?? 0);
  if (body && dialect.contentEncoding !== 'identity') headers['content-encoding'] = dialect.contentEncoding;
  writeHead(response, { ...answer, headers }, clock, body === undefined ? undefined : 'application/json');
  response.end(body);
}
