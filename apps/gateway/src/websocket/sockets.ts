import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, type Server } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { isForeign, isUnlistedOrigin } from '../cross-origin.ts';
import type { Env } from '../env.ts';
import type { Logger } from '../log.ts';
import { headRefusal, type Refusal, toErrorBody } from '../refusals.ts';
import type { Connection } from './operations.ts';

/** A client that does not answer a ping for so long is gone, or does not read. */
const PING_MS = 12_000;
const CLOSE_MS = 1_000;
const GOING_AWAY = 1001;
/** Answers that wait in memory for a client that sends and does not read. Events wait elsewhere. */
const MAX_UNREAD_BYTES = 4_194_304;

export interface Sockets {
  /** Answers a request that wants to become a WebSocket. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes all connections. */
  close(): void;
}

/** WebSockets at `/graphql`. */
export function createSockets(env: Env, logger: Logger, operations: Server<Connection>): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: env.limits.bodyBytes,
    perMessageDeflate: false,
    handleProtocols: () => GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });
  const warn = (error: unknown) => logger.warn({ err: error }, 'websocket');

  return {
    upgrade(req, socket, head) {
      socket.on('error', () => {});
      const refusal = headRefusal(req) ?? upgradeRefusal(req, env);
      if (refusal) {
        logger.info({ status: refusal.status, codes: [refusal.code] }, 'refused');
        return refuseUpgrade(socket, refusal);
      }
      server.handleUpgrade(req, socket, head, (client) => serve(client, req, operations, warn));
    },
    close() {
      for (const client of server.clients) {
        client.close(GOING_AWAY, 'Going away');
        setTimeout(() => client.terminate(), CLOSE_MS).unref();
      }
    },
  };
}

function serve(
  client: WebSocket,
  request: IncomingMessage,
  operations: Server<Connection>,
  warn: (error: unknown) => void,
): void {
  const leaving = new AbortController();
  // A frame that is too large or malformed: ws closes the connection with a code that says so.
  client.on('error', () => {});
  endUnread(client);
  const closed = operations.opened(
    {
      protocol: client.protocol,
      // Resolves when it is written, so that events wait for a client that reads slowly.
      send: (data) =>
        new Promise((resolve) => {
          if (client.readyState === client.OPEN) client.send(data, () => resolve());
          else resolve();
        }),
      close: (code, reason) => client.close(code, reason),
      onMessage: (receive) =>
        client.on('message', (data) => {
          receive(String(data)).catch((error: unknown) => {
            warn(error);
            client.close(1011, 'Unexpected error');
          });
        }),
    },
    { request, headers: request.headers, signal: leaving.signal },
  );
  const stopPinging = ping(client);
  client.once('close', (code, reason) => {
    stopPinging();
    leaving.abort();
    void closed(code, String(reason)).catch(warn);
  });
}

/** Each message and each ping is answered. Who sends on without reading the answers would fill the memory with them. */
function endUnread(client: WebSocket): void {
  const check = () => {
    if (client.bufferedAmount > MAX_UNREAD_BYTES) client.terminate();
  };
  client.on('message', check).on('ping', check);
}

function ping(client: WebSocket): () => void {
  let isAlive = true;
  client.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return client.terminate();
    isAlive = false;
    client.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}

/** A page of another origin could otherwise use what the browser may reach: no browser asks before it opens a WebSocket. */
function upgradeRefusal(req: IncomingMessage, { auth, corsOrigins }: Env): Refusal | undefined {
  const { url = '', headers } = req;
  if (!/^\/graphql\/?(\?|$)/.test(url)) {
    return { status: 404, code: 'NOT_FOUND', message: 'Nothing is served here. GraphQL is at /graphql.' };
  }
  const isUnlisted = isUnlistedOrigin(headers, corsOrigins);
  if (isUnlisted || (auth.mode === 'open' && isForeign(req, corsOrigins))) {
    return { status: 403, code: 'FORBIDDEN', message: 'Pages of this origin may not call: it is not in CORS_ORIGINS.' };
  }
  const protocols = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  if (!protocols?.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) {
    const message = `Ask for the subprotocol ${GRAPHQL_TRANSPORT_WS_PROTOCOL}.`;
    return { status: 400, code: 'BAD_USER_INPUT', message };
  }
  return undefined;
}

function refuseUpgrade(socket: Duplex, { status, code, message }: Refusal): void {
  const body = toErrorBody({ code, message });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
