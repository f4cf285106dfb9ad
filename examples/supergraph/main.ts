/** A router in front of two subgraphs: the running GetSales gateway, and the notes, which are started here. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNotesSubgraph } from './notes-subgraph.ts';
import { createRouter } from './router.ts';
import { askSdl, composeSupergraph } from './supergraph.ts';

const getsalesUrl = process.env['GETSALES_GRAPHQL_URL'] || 'http://127.0.0.1:4000/graphql';
const routerPort = Number(process.env['ROUTER_PORT'] || 4400);

const notes = await listen(createNotesSubgraph(), 0);
const supergraph = composeSupergraph([
  {
    name: 'getsales',
    url: getsalesUrl,
    sdl: await readFile(new URL('../../packages/schema/subgraph.graphql', import.meta.url), 'utf8'),
  },
  { name: 'notes', url: notes.url, sdl: await askSdl(notes.url) },
]);
const runtime = createRouter(supergraph);
const router = await listen(runtime, routerPort);
console.log(`
  Supergraph   ${router.url}
  Subgraphs    ${getsalesUrl} (getsales)
               ${notes.url} (notes)
`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await router.close();
    await runtime[Symbol.asyncDispose]();
    await notes.close();
  });
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
