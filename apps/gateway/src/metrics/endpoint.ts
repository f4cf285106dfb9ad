import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isLoopback } from '../env-value.ts';
import { toUrl } from '../http.ts';
import type { Metrics } from './metrics.ts';

export async function answerMetrics(req: IncomingMessage, res: ServerResponse, metrics: Metrics): Promise<void> {
  if (req.method !== 'GET' && req.method !== 'HEAD') return void res.writeHead(405, { allow: 'GET, HEAD' }).end();
  const text = await metrics.text();
  res.writeHead(200, { 'content-type': metrics.contentType, 'content-length': Buffer.byteLength(text) }).end(text);
}

/** Whether a request was made on this machine. What a proxy here passes on, and a page under a foreign name, come from elsewhere. */
export function isLocalRequest({ socket, headers }: IncomingMessage): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'via'].some((name) => headers[name] !== undefined);
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return !isForwarded && isLoopback(address) && isLoopback((headers.host ?? '').replace(/:\d+$/, ''));
}

/** Serves the metrics, and nothing else, on a port of its own. @throws when it cannot be listened on. */
export async function startMetricsServer(
  host: string,
  port: number,
  metrics: Metrics,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((req, res) => {
    if (req.url?.split('?')[0] === '/metrics') return void answerMetrics(req, res, metrics);
    res.writeHead(404).end('metrics are at /metrics\n');
  });
  await once(server.listen(port, host), 'listening');
  return {
    url: `${toUrl(server.address(), host)}/metrics`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
