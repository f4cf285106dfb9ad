import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import type { Env } from './env.ts';

export type { Logger } from 'pino';

const MAX_FRAMES = 5;

/** A logger to standard output, or to `destination`. Pretty-printing loads its library on demand and stays in this thread. */
export async function createLogger({ level, format }: Env['log'], destination?: Writable): Promise<Logger> {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: toLoggable },
  };
  // Written at once: lines that wait are lost or out of order when the process ends.
  if (format === 'json') return pino(options, destination ?? pino.destination({ dest: 1, sync: true }));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ sync: true, singleLine: true, ...(destination && { destination }) }));
}

/**
 * An error and its causes, without the data that messages quote: those of `JSON.parse` and of GraphQL's scalars hold pieces of
 * what they choke on.
 */
export function toLoggable(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message: message.replace(/["'`].*["'`]/s, '"…"'),
    ...('code' in error && { code: error.code }),
    stack: stack
      ?.split('\n')
      .filter((line) => /^ {4}at /.test(line))
      .slice(0, MAX_FRAMES),
    ...(cause !== undefined && { cause: toLoggable(cause) }),
  };
}
