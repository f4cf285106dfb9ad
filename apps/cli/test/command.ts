import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stack } from '../../gateway/test/stack.ts';

export interface Ended {
  /** null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command as a process of its own. */
export interface Command {
  readonly ended: Promise<Ended>;
  signal(name: NodeJS.Signals): void;
}

type Name = 'import-leads' | 'export';

/** Starts a command in front of a stack's gateway. */
export function startCommand(name: Name, { url, sandbox }: Stack, args: readonly string[]): Command {
  const file = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));
  const env = { ...process.env, GATEWAY_URL: url, GATEWAY_KEY: sandbox.apiKey };
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text;
    });
  }
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, ...written }));
  return { ended, signal: (signal) => void child.kill(signal) };
}

export function run(name: Name, stack: Stack, args: readonly string[]): Promise<Ended> {
  return startCommand(name, stack, args).ended;
}
