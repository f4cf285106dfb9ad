import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from './server-process.ts';

const BUNDLE = new URL('../../../apps/gateway/dist/main.js', import.meta.url);

/** Starts the bundle in front of `upstreamUrl` with an empty store of its own. All other settings have their defaults unless said. */
export async function startGateway(
  upstreamUrl: string,
  nodeArgs: string[] = [],
  settings = {},
): Promise<ServerProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  const server = await startServer(
    BUNDLE,
    { GETSALES_API_URL: upstreamUrl, DATA_DIR: directory, SHUTDOWN_DELAY_MS: '0', ...settings },
    nodeArgs,
  );
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
