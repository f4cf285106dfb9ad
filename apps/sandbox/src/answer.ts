import type { ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import type { Answer } from './route.ts';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** The answer's body as it goes over the wire; undefined where there is none. */
export function toWire({ body }: Answer, { uuidCase }: Dialect): string | undefined {
  if (uuidCase === 'lower') return JSON.stringify(body);
  return JSON.stringify(body, (_, value) =>
    typeof value === 'string' && UUID.test(value) ? value.toUpperCase() : value,
  );
}

/** Writes status and headers. `Date` is the sandbox's. */
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

/** Writes a whole answer. */
export function writeAnswer(response: ServerResponse, answer: Answer, dialect: Dialect, clock: Clock): void {
  const body = toWire(answer, dialect);
  const headers: Record<string, string> = { ...answer.headers };
  if (answer.status !== 204) headers['content-length'] = String(Buffer.byteLength(body ?? ''));
  writeHead(response, { ...answer, headers }, clock, body === undefined ? undefined : 'application/json');
  response.end(body);
}
