import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { describe, vi } from 'vitest';

const PROGRAM = 'redis-server';

const isInstalled = spawnSync(PROGRAM, ['--version']).status === 0;

if (!isInstalled) console.warn('Skipped: the tests against Redis, because there is no redis-server on the PATH.');

/** Tests that need a redis-server. */
export const describeWithRedis = describe.skipIf(!isInstalled);

/** A redis-server that belongs to one test. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** Kills it, with everything it holds in memory. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it from answering, without closing a connection. */
  freeze(): void;
  thaw(): void;
}

export interface RedisServerOptions {
  /** A cluster of one node, which refuses scripts whose keys lie in different slots. */
  isCluster?: boolean;
  args?: string[];
}

export async function startRedisServer({
  isCluster = false,
  args = [],
}: RedisServerOptions = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await findFreePort();
  const url = `redis://127.0.0.1:${port}`;
  const cluster = isCluster ? ['--cluster-enabled', 'yes'] : [];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = spawn(PROGRAM, ['--port', `${port}`, '--save', '', '--dir', directory, ...cluster, ...args]);
    await untilReady(server);
    if (isCluster) await ownAllSlots(url);
  }

  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  await start();
  return {
    url,
    start,
    kill,
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(directory, { recursive: true });
    },
  };
}

async function untilReady({ stdout }: ChildProcess): Promise<void> {
  if (!stdout) throw new Error('redis-server has no output');
  for await (const line of createInterface(stdout)) {
    if (line.includes('Ready to accept connections')) {
      stdout.resume();
      return;
    }
  }
  throw new Error('redis-server did not start');
}

async function ownAllSlots(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.cluster('ADDSLOTSRANGE', 0, 16_383);
  const isReady = async () => String(await redis.cluster('INFO')).includes('cluster_state:ok');
  await vi.waitUntil(isReady, { timeout: 20_000 });
  redis.disconnect();
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
