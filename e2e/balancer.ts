import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const CHECK_EVERY_MS = 100;

/** A proxy that shares requests out among ready targets, over connections that it keeps alive, and never sends one twice. */
export interface Balancer extends AsyncDisposable {
  url: string;
}

/** @param targets Origins. One counts as ready while its last check did. */
export async function startBalancer(targets: readonly string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const ready = new Set<string>();
  const stopped = new AbortController();
  let turn = 0;
  const checks = targets.map(async (target) => {
    while (!stopped.signal.aborted) {
      if (await isReady(target)) ready.add(target);
      else ready.delete(target);
      await delay(CHECK_EVERY_MS);
    }
  });
  const server = createServer((req, res) => {
    const up = targets.filter((target) => ready.has(target));
    turn += 1;
    const target = up[turn % up.length];
    if (target === undefined) return void res.writeHead(503).end();
    pass(req, res, target, agent);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  while (ready.size < targets.length) await delay(20);
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/graphql`,
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await Promise.all(checks);
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function pass(req: IncomingMessage, res: ServerResponse, target: string, agent: Agent): void {
  const { method, headers, url = '' } = req;
  const onward = request(new URL(url, target), { method, headers, agent }, (answer) => {
    const { connection: _, 'keep-alive': __, ...kept } = answer.headers;
    res.writeHead(answer.statusCode ?? 502, kept);
    answer.pipe(res);
  });
  onward.once('error', () => res.writeHead(502).end());
  req.pipe(onward);
}

function isReady(target: string): Promise<boolean> {
  return fetch(new URL('/health/ready', target), { headers: { connection: 'close' } }).then(
    ({ ok }) => ok,
    () => false,
  );
}
