/** A router in front of four subgraphs: the running GetSales gateway, and three that are started here. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createCrmSubgraph } from './crm-subgraph.ts';
import { createNodeSubgraph } from './node-subgraph.ts';
import { createNotesSubgraph } from './notes-subgraph.ts';
import { createRouter } from './router.ts';
import { askSdl, composeSupergraph } from './supergraph.ts';

const { env } = process;
const getsalesUrl = env['GETSALES_GRAPHQL_URL'] || 'http://127.0.0.1:4000/graphql';
const routerPort = Number(env['ROUTER_PORT'] || 4400);
const planner = env['ROUTER_PLANNER'] === 'rust' ? 'rust' : 'js';
const jwksUrl = env['JWT_JWKS_URL'];

if (!(await isThere(getsalesUrl))) {
  console.error(
    `No gateway answers at ${getsalesUrl}. Start it with \`npx -y pnpm@12 start\`, or name another in GETSALES_GRAPHQL_URL.`,
  );
  process.exit(1);
}

const getsalesSdl = await readFile(new URL('../../packages/schema/subgraph.graphql', import.meta.url), 'utf8');
const servers = {
  notes: await listen(createNotesSubgraph(), 0),
  crm: await listen(createCrmSubgraph(), 0),
  nodes: await listen(createNodeSubgraph([getsalesSdl]), 0),
};
const others = await Promise.all(
  Object.entries(servers).map(async ([name, { url }]) => ({ name, url, sdl: await askSdl(url) })),
);
const runtime = createRouter({
  supergraph: composeSupergraph([{ name: 'getsales', url: getsalesUrl, sdl: getsalesSdl }, ...others]),
  planner,
  secret: env['ROUTER_SECRET'] || undefined,
  jwks: jwksUrl ? { url: jwksUrl, issuer: env['JWT_ISSUER'], audience: env['JWT_AUDIENCE'] } : undefined,
});
const router = await listen(runtime, routerPort);
console.log(`
  Supergraph   ${router.url} (${planner === 'rust' ? "Hive Router's planner, in Rust" : "Hive Gateway's planner"})
  Subgraphs    ${getsalesUrl} (getsales)
${others.map(({ name, url }) => `               ${url} (${name})`).join('\n')}
`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await router.close();
    await runtime[Symbol.asyncDispose]();
    await Promise.all(Object.values(servers).map((server) => server.close()));
  });
}

/** Whether anything listens there. It is not asked: it may answer nobody but the router. */
async function isThere(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const socket = connect(Number(port || (protocol === 'https:' ? 443 : 80)), hostname);
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}

async function listen(listener: RequestListener, port: number) {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/graphql`,
    async close() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}
