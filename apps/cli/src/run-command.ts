import { GraphError } from './graph.ts';
import { StoppedError } from './patience.ts';
import { UsageError } from './settings.ts';

/** How a command ends; the guides list these. */
export const EXIT = {
  done: 0,
  /** Rows were invalid or refused: the rejects file has them. */
  rejected: 1,
  /** The command, a file or a setting is wrong. Nothing was done. */
  usage: 2,
  /** The gateway or GetSales refused, or was away for too long. The same command goes on. */
  stopped: 3,
  /** SIGINT or SIGTERM, as shells count it. */
  interrupted: 130,
} as const;

/**
 * Runs a command to its end and sets the exit code. SIGINT and SIGTERM let it end what is under way; a second one ends it at once.
 *
 * @param howToResume The line that goes on with what was begun.
 */
export async function runCommand(
  command: (args: string[], signal: AbortSignal) => Promise<number>,
  howToResume: (args: string[]) => string,
): Promise<void> {
  const [first, ...others] = process.argv.slice(2);
  const args = first === '--' ? others : process.argv.slice(2);
  const stopping = new AbortController();
  stopAtSignal(stopping);
  try {
    process.exitCode = await command(args, stopping.signal);
  } catch (error) {
    process.exitCode = toExitCode(error, stopping.signal);
    console.error(isExpected(error) ? error.message : error);
    if (process.exitCode !== EXIT.usage) console.error(`To go on:\n  ${howToResume(args)}`);
  }
}

/** Ctrl-C reaches the command twice: from the terminal, and from the pnpm that has started it. */
const SAME_SIGNAL_MS = 1_000;

function stopAtSignal(stopping: AbortController): void {
  let stoppedAt = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!stopping.signal.aborted) stoppedAt = performance.now();
      else if (performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
      stopping.abort();
    });
  }
}

function isExpected(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof GraphError || error instanceof StoppedError;
}

function toExitCode(error: unknown, signal: AbortSignal): number {
  if (error instanceof UsageError) return EXIT.usage;
  return signal.aborted && error instanceof StoppedError ? EXIT.interrupted : EXIT.stopped;
}

/** A command line to copy, without the key and with these words at its end. */
export function toCommandLine(name: string, args: readonly string[], added: readonly string[]): string {
  const withoutKey = args.filter((arg, index) => !/^--key(=|$)/.test(arg) && args[index - 1] !== '--key');
  const words = [...withoutKey.map(withoutPassword), ...added.filter((word) => !withoutKey.includes(word))];
  return ['pnpm', name, ...words.map(quoted)].join(' ');
}

/** `postgres://user:password@host` comes from the command line, and would go to a log. */
function withoutPassword(word: string): string {
  return word.replace(/(:\/\/[^:/@]*):[^@/]*@/, '$1:…@');
}

function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
