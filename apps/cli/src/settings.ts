import type { GraphOptions } from './graph.ts';

/** A fault in how the command was called. It is told without a stack, and nothing was done. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Options of every command, for `parseArgs`. */
export const GRAPH_OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  team: { type: 'string' },
  'give-up-after': { type: 'string', default: '300' },
  help: { type: 'boolean', default: false },
} as const;

export const GRAPH_HELP = `  --url <address>        the gateway; else GATEWAY_URL, else http://127.0.0.1:4000/graphql
  --key <key>            what the gateway lets you in with: better in GATEWAY_KEY (or GETSALES_API_KEY), which no list of processes shows
  --team <id>            the team of the key; else GETSALES_TEAM_ID
  --give-up-after <s>    how long an outage is waited for, in seconds; by default 300`;

interface Flags {
  url?: string | undefined;
  key?: string | undefined;
  team?: string | undefined;
  'give-up-after': string;
}

/** Where the gateway is, and whose key it gets: from the command line, else from the environment. */
export function readGraphOptions(flags: Flags, env: NodeJS.ProcessEnv): Omit<GraphOptions, 'signal' | 'onWait'> {
  const url = flags.url ?? env['GATEWAY_URL'] ?? 'http://127.0.0.1:4000/graphql';
  if (!URL.canParse(url) || !url.startsWith('http')) throw new UsageError(`--url: "${url}" is no address.`);
  return {
    url,
    key: flags.key ?? env['GATEWAY_KEY'] ?? env['GETSALES_API_KEY'],
    teamId: flags.team ?? env['GETSALES_TEAM_ID'],
    giveUpAfterMs: toWhole('--give-up-after', flags['give-up-after'], { min: 0, max: 86_400 }) * 1_000,
  };
}

/** @throws {UsageError} where it is no whole number in the range. */
export function toWhole(option: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} takes a whole number from ${min} to ${max}, not "${text}".`);
}
