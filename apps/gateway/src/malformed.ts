import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Logger } from './log.ts';
import { headersTooLarge, type Refusal, toErrorBody, urlTooLong } from './refusals.ts';

/** How long a refused connection may go on sending. Closed at once, it would lose the refusal. */
const LINGER_MS = 1_000;

const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
};

/** What node:http says about a request that it cannot read. */
export interface ParseError extends Error {
  code?: string;
  /** The last bytes that arrived. */
  rawPacket?: Buffer;
}

/** Answers what node:http cannot read as a request with a GraphQL error, and closes the connection. */
export type AnswerMalformed = (error: ParseError, socket: Duplex) => void;

export function createMalformed(logger: Logger, onRefusal: (status: number) => void = () => {}): AnswerMalformed {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const refusal = toRefusal(error);
    const requestId = randomUUID();
    logger.info({ requestId, status: refusal.status, codes: [refusal.code] }, 'refused');
    onRefusal(refusal.status);
    return answer(socket, requestId, refusal);
  };
}

function answer(socket: Duplex, requestId: string, refusal: Refusal): void {
  const body = toErrorBody(refusal);
  const head = [
    `HTTP/1.1 ${refusal.status} ${PHRASES[refusal.status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function toRefusal({ code, rawPacket }: ParseError): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return endsInUrl(rawPacket) ? urlTooLong('more') : headersTooLarge('more');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, code: 'BAD_USER_INPUT', message: 'The request did not arrive in time.' };
  }
  return { status: 400, code: 'BAD_USER_INPUT', message: 'This is not a valid HTTP request.' };
}

/** Whether the bytes begin a request and do not come to the end of its first line. */
function endsInUrl(packet: Buffer | undefined): boolean {
  const text = packet?.toString('latin1') ?? '';
  return /^[A-Z]+ /.test(text) && !text.includes('\r\n');
}
