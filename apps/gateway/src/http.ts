import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { type Socket, Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { AnswerMalformed } from './malformed.ts';
import { MAX_HEAD_BYTES } from './refusals.ts';
import { limitUnread } from './unread.ts';

const REQUEST_TIMEOUT_MS = 30_000;
/** A head comes in a few packets. Slow ones would occupy connections. */
const HEAD_TIMEOUT_MS = 10_000;
const CHECK_EVERY_MS = 2_000;
/** Requests that a client may send before the first of them is answered. */
const MAX_PIPELINED = 100;
/** How long a stop leaves idle connections open after it has stopped listening: a request may be on its way on one. */
const IDLE_GRACE_MS = 1_000;
/** How long a stop waits for the rest of an incomplete request. */
const HALF_SENT_GRACE_MS = 1_000;

export interface HttpOptions {
  host: string;
  port: number;
  /** Further connections are closed at once. */
  maxConnections: number;
  /** How long an idle connection stays open. */
  keepAliveMs: number;
  /** How long an answer may make no progress before its connection is closed. Until then it is held in memory. */
  writeTimeoutMs: number;
  /** How long a stop goes on serving with `isDraining`, so that load balancers notice. */
  shutdownDelayMs: number;
  /** How long a stop then waits for requests under way. */
  graceMs: number;
  /** Counts requests, and other work that a stop waits for. */
  underWay: Tally;
  /** Answers requests for another protocol. */
  upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Called when the server stops to take connections: subscriptions end now. */
  onStop: () => void;
  /** Called when all requests have ended, before connections are closed. */
  onClose: () => void;
  /** Answers one request. The promise settles when all work for it has ended. */
  answer: (req: IncomingMessage, res: ServerResponse, isDraining: boolean) => Promise<void>;
  /** Answers what cannot be read as a request. */
  answerMalformed: AnswerMalformed;
}

/**
 * Disposing it stops it gracefully: it serves on for `shutdownDelayMs`, then takes no new connections and answers what is under
 * way, at most for `graceMs`, then closes all connections. Disposing it again waits for the same stop.
 */
export interface HttpServer extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
}

/** @throws when the address cannot be listened on. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port, maxConnections, keepAliveMs, writeTimeoutMs, underWay, answer, answerMalformed } = options;
  let stopping: Promise<void> | undefined;
  const arriving = new Set<IncomingMessage>();
  const inTurn = createTurns();
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize: MAX_HEAD_BYTES,
      // Refused by the listener, in the shape of a GraphQL error.
      requireHostHeader: false,
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEAD_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      ServerResponse: createResponseClass(writeTimeoutMs, () => stopping !== undefined),
    },
    (req, res) => {
      arriving.add(req);
      req.once('end', () => arriving.delete(req)).once('close', () => arriving.delete(req));
      inTurn(req, res, () => {
        res.once('close', underWay.enter());
        // Counted apart: a write goes on after its caller has left.
        void answer(req, res, stopping !== undefined).finally(underWay.enter());
      });
    },
  );
  server.on('upgrade', options.upgrade);
  server.on('clientError', answerMalformed);
  server.maxConnections = maxConnections;
  const unread = limitUnread(server);
  server.once('close', () => unread[Symbol.dispose]());
  await once(server.listen(port, host), 'listening');
  return {
    url: toUrl(server.address(), host),
    [Symbol.asyncDispose]: () => {
      stopping ??= stop(server, arriving, options);
      return stopping;
    },
  };
}

/**
 * Starts each request of a connection when the one before it is answered, and ends connections that send too many ahead. Started
 * all at once, their answers would wait in memory for a client that does not read.
 */
function createTurns() {
  const states = new WeakMap<Socket, { waiting: number; last: ServerResponse }>();
  return ({ socket }: IncomingMessage, res: ServerResponse, start: () => void): void => {
    const state = states.get(socket) ?? { waiting: 0, last: res };
    states.set(socket, state);
    const { last } = state;
    state.last = res;
    state.waiting += 1;
    res.once('close', () => {
      state.waiting -= 1;
    });
    if (state.waiting === 1) start();
    else if (state.waiting > MAX_PIPELINED) socket.destroy();
    else last.once('close', () => socket.destroyed || start());
  };
}

async function stop(server: Server, arriving: Set<IncomingMessage>, options: HttpOptions): Promise<void> {
  const { shutdownDelayMs, graceMs, underWay, onStop, onClose } = options;
  await delay(shutdownDelayMs);
  const closed = once(server, 'close');
  // That of node:http would close idle connections too, and with them the requests that are on their way.
  TcpServer.prototype.close.call(server);
  onStop();
  const halfSent = setTimeout(() => {
    for (const req of arriving) req.destroy();
  }, HALF_SENT_GRACE_MS);
  await Promise.race([closed, delay(Math.min(IDLE_GRACE_MS, shutdownDelayMs))]);
  server.close();
  await Promise.race([underWay.done(), delay(graceMs, undefined, { ref: false })]);
  clearTimeout(halfSent);
  onClose();
  server.closeAllConnections();
  await closed;
}

/** Starts the write time-out with the head of an answer: before that, the caller waits for the gateway. */
function createResponseClass(writeTimeoutMs: number, isStopping: () => boolean): typeof ServerResponse {
  class TimedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {}
  TimedResponse.prototype.writeHead = new Proxy(ServerResponse.prototype.writeHead, {
    apply(writeHead, response: ServerResponse, values) {
      response.socket?.setTimeout(writeTimeoutMs);
      if (isStopping()) response.setHeader('connection', 'close');
      return Reflect.apply(writeHead, response, values);
    },
  });
  return TimedResponse;
}

export function toUrl(address: ReturnType<Server['address']>, host: string): string {
  const port = typeof address === 'object' ? address?.port : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Counts what is under way. */
export type Tally = ReturnType<typeof createTally>;

export function createTally() {
  let count = 0;
  let onDone = () => {};
  const leave = () => {
    count -= 1;
    if (count === 0) onDone();
  };
  return {
    /** Returns a function to call once, at the end. */
    enter() {
      count += 1;
      return leave;
    },
    count: () => count,
    /** Resolves as soon as nothing is under way. */
    done: () =>
      new Promise<void>((resolve) => {
        onDone = resolve;
        if (count === 0) resolve();
      }),
  };
}
