import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A program as a process of its own. Disposing it asks it to stop, and kills it when it does not. */
export interface Program extends AsyncDisposable {
  /** What it has written so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Settles when it has ended; null when a signal ended it. */
  readonly exitCode: Promise<number | null>;
  /** The first match in what it writes to standard output. Rejects when it ends without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
}

/** Longer than the grace that the gateway gives to answers under way. */
const STOP_MS = 15_000;

/** Runs a file on the pinned Node, in its own folder, in no environment but the given one, with a data folder of its own. */
export function startProgram(file: string, env: Record<string, string> = {}): Program {
  const dataDir = mkdtempSync(join(tmpdir(), 'getsales-gateway-'));
  const child = spawn(process.execPath, [file], {
    env: { DATA_DIR: dataDir, ...env },
    cwd: dirname(file),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  let isOver = false;
  const exitCode = once(child, 'close').then(([code]: (number | null)[]) => {
    isOver = true;
    return code ?? null;
  });
  return {
    get stdout() {
      return written.stdout;
    },
    get stderr() {
      return written.stderr;
    },
    exitCode,
    async printed(pattern) {
      for (;;) {
        const match = pattern.exec(written.stdout);
        if (match) return match;
        if (isOver) throw new Error(`${file} ended without ${pattern}:\n${written.stdout}${written.stderr}`);
        await Promise.race([once(child.stdout, 'data'), exitCode]);
      }
    },
    signal: (name) => child.kill(name),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await exitCode;
      clearTimeout(timer);
      rmSync(dataDir, { recursive: true });
    },
  };
}
