import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from './server-process.ts';

const BUNDLE = new URL('../../../apps/gateway/dist/main.js', import.meta.url);

export interface Gateway extends ServerProcess {
  /** Whether this build keeps a budget of upstream requests. */
  readonly hasBudget: boolean;
}

/** Starts the bundle as an operator would, in front of `upstreamUrl`, with a budget and an empty store of its own. */
export async function startGateway(
  upstreamUrl: string,
  requestsPerMinute: number,
  nodeArgs: string[] = [],
): Promise<Gateway> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  const env = { GETSALES_API_URL: upstreamUrl };
  const later = { UPSTREAM_REQUESTS_PER_MINUTE: String(requestsPerMinute), DATA_DIR: directory };
  const [server, hasBudget] = await startServer(BUNDLE, { ...env, ...later }, nodeArgs).then(
    (started) => [started, true] as const,
    async (error: Error) => {
      if (!error.message.includes('not supported by this build yet')) throw error;
      return [await startServer(BUNDLE, env, nodeArgs), false] as const;
    },
  );
  return {
    ...server,
    hasBudget,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
