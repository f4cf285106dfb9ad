import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A gateway as a process of its own, which may be killed and started again. */
export interface Replica extends AsyncDisposable {
  /** Its GraphQL endpoint. */
  readonly url: string;
  start(): Promise<void>;
  /** Ends it without notice. */
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Where it keeps its files. */
  readonly dataDir: string;
  /** What it holds: memory in bytes, and open files and connections. */
  vitals(): { memory: number; handles: number };
}

/** `onLine` is told each line of its log. */
export async function startReplica(
  env: Record<string, string>,
  onLine: (line: string) => void = () => {},
): Promise<Replica> {
  let child: ChildProcess | undefined;
  let url = '';
  async function start(): Promise<void> {
    const { NODE_COMPILE_CACHE = '' } = process.env;
    const started = spawn(process.execPath, [MAIN], {
      env: { ...env, PORT: '0', LOG_FORMAT: 'json', LOG_LEVEL: 'info', NODE_COMPILE_CACHE },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    const lines = createInterface(started.stdout).on('line', onLine);
    url = await untilReady(lines);
  }
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await start();
  return {
    get url() {
      return url;
    },
    dataDir: env['DATA_DIR'] ?? '',
    start,
    kill,
    signal: (name) => void child?.kill(name),
    vitals() {
      const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child?.pid}/status`, 'utf8')) ?? [];
      return { memory: Number(kilobytes) * 1_024, handles: readdirSync(`/proc/${child?.pid}/fd`).length };
    },
    [Symbol.asyncDispose]: kill,
  };
}

async function untilReady(lines: Interface): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  lines.on('line', (line) => {
    const { msg, url } = JSON.parse(line);
    if (msg === 'ready') resolve(url);
  });
  lines.once('close', () => reject(new Error('The gateway did not start')));
  return promise;
}
