import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Tally } from './tally.ts';

/** Longer than the idle time of the proxies before us (60 s is common): else they reuse a connection as we close it. */
const KEEP_ALIVE_MS = 75_000;
const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpOptions {
  host: string;
  port: number;
  /** How long a stop waits for what is under way. */
  graceMs: number;
  /** Counts every request, and whatever else a stop waits for. */
  underWay: Tally;
  /** Answers one request; what it returns settles when nothing is left to do for it. */
  answer: (req: IncomingMessage, res: ServerResponse, isDraining: boolean) => Promise<void>;
}

/** Disposing it stops it gracefully: it serves on until nothing is under way, at most `graceMs`, then closes all connections. */
export interface HttpServer extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
}

/** @throws when the address cannot be listened on. */
export async function startHttp({ host, port, graceMs, underWay, answer }: HttpOptions): Promise<HttpServer> {
  let isDraining = false;
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_TIMEOUT_MS };
  const server = createServer(options, (req, res) => {
    if (isDraining) res.setHeader('connection', 'close');
    res.once('close', underWay.enter());
    // Not the same: a write goes on after its caller has left.
    void answer(req, res, isDraining).finally(underWay.enter());
  });
  await once(server.listen(port, host), 'listening');
  return {
    url: toUrl(server.address(), host),
    async [Symbol.asyncDispose]() {
      isDraining = true;
      await Promise.race([underWay.done(), delay(graceMs, undefined, { ref: false })]);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function toUrl(address: ReturnType<ReturnType<typeof createServer>['address']>, host: string): string {
  const port = typeof address === 'object' ? address?.port : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
