import type { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Env } from './env.ts';

export type { Logger } from 'pino';

const MAX_FRAMES = 5;
const MAX_FRAME_LENGTH = 200;
const MAX_MESSAGE_LENGTH = 500;
/** Length of a chain of causes, which may be circular. */
const MAX_CHAIN = 5;
/** A longer line is reduced to its id, codes and message: log collectors would cut or drop it. */
const MAX_LINE_LENGTH = 16_384;

/** A logger to standard output, or to `destination`. Pretty-printing loads its library on demand and stays in this thread. */
export async function createLogger({ level, format }: Env['log'], destination?: Writable): Promise<Logger> {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => toLoggable(error) },
  };
  if (format === 'json') return pino(options, bounded(destination ?? createStandardOutput()));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, bounded(pretty({ sync: true, singleLine: true, ...(destination && { destination }) })));
}

/**
 * Writes the lines of one turn of the event loop in one go: a system call for each costs a twentieth of a small query. A process that
 * ends by itself writes what is left. Nothing waits for a disk.
 */
function createStandardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true });
  let lines = '';
  const flush = () => {
    const written = lines;
    lines = '';
    if (written !== '') output.write(written);
  };
  process.once('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

function bounded(destination: DestinationStream): DestinationStream {
  return { write: (line) => destination.write(line.length > MAX_LINE_LENGTH ? shorten(line) : line) };
}

function shorten(line: string): string {
  const { level, time, requestId, msg, codes } = JSON.parse(line);
  const text = typeof msg === 'string' ? msg.slice(0, MAX_MESSAGE_LENGTH) : undefined;
  return `${JSON.stringify({ level, time, requestId, codes, shortenedFrom: line.length, msg: text })}\n`;
}

/**
 * An error and its causes, without the data that messages quote: `JSON.parse` and GraphQL's scalars quote parts of the value that
 * they refuse.
 */
export function toLoggable(error: unknown, chain = 1): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message: message.replace(/["'`].*["'`]/s, '"…"').slice(0, MAX_MESSAGE_LENGTH),
    ...('code' in error && { code: error.code }),
    stack: stack
      ?.split('\n')
      .filter((line) => /^ {4}at /.test(line))
      .slice(0, MAX_FRAMES)
      .map((line) => line.slice(0, MAX_FRAME_LENGTH)),
    ...(cause !== undefined && chain < MAX_CHAIN && { cause: toLoggable(cause, chain + 1) }),
  };
}
