import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import type { Vitals } from './vitals.ts';

/** A program that serves HTTP on this machine until it is disposed. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  /** From its start to its first answer. */
  readonly readyMs: number;
  vitals(): Promise<Vitals>;
}

const VITALS = new URL('vitals.ts', import.meta.url).href;
const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 15_000;

/**
 * Starts `file` with the environment given, besides `PORT`, and nothing of our own but `PATH`.
 *
 * @throws with what it wrote to standard error when it ends before it answers.
 */
export async function startServer(
  file: URL,
  env: Record<string, string>,
  nodeArgs: string[] = [],
): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = fork(file, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', PORT: String(port), ...env },
    execArgv: [...nodeArgs, '--import', VITALS],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const complaint = child.stderr && text(child.stderr);
  try {
    await answers(url, child, startedAt + START_TIMEOUT_MS);
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`${file.pathname} did not start: ${await complaint}`, { cause });
  }
  return {
    url,
    readyMs: performance.now() - startedAt,
    async vitals() {
      const answer = once(child, 'message');
      child.send('vitals');
      return (await answer)[0];
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      const last = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await once(child, 'exit');
      clearTimeout(last);
    },
  };
}

/** True as soon as it answers anything. */
async function answers(url: string, child: ChildProcess, deadline: number): Promise<void> {
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended');
    const response = await request(`${url}/health/ready`).catch(() => delay(5));
    if (response) return response.body.dump();
  }
  throw new Error('It does not answer');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}
