import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'x-request-id';

/** As routers and proxies write theirs; nothing that could break a log line. */
const SHAPE = /^[\w.:;=+/-]{1,128}$/;

/** Takes the caller's request id or makes one, and returns it with the answer. From here on the header is always there. */
export function identify(req: IncomingMessage, res: ServerResponse): string {
  const given = req.headers[HEADER];
  const id = typeof given === 'string' && SHAPE.test(given) ? given : randomUUID();
  req.headers[HEADER] = id;
  res.setHeader(HEADER, id);
  return id;
}

export function requestIdOf(request: Request): string {
  return request.headers.get(HEADER) ?? '';
}
