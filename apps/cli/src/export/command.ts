import { parseArgs } from 'node:util';
import { createGraph } from '../graph.ts';
import { createProgress } from '../progress.ts';
import { EXIT } from '../run-command.ts';
import { GRAPH_HELP, GRAPH_OPTIONS, readGraphOptions, toWhole, UsageError } from '../settings.ts';
import { openJsonl } from './jsonl.ts';
import { KINDS, type Kind } from './kind.ts';
import { openPostgres } from './postgres.ts';
import { type Plan, runExport } from './run.ts';
import type { Target } from './state.ts';

const HELP = `pnpm export leads|messages --to <file.jsonl|postgres://…> [options]

Mirrors all leads or messages through the gateway: the first time all of them, then what is new or has changed.

  --to <target>          a file, or a PostgreSQL database as postgres://user@host/database (password: PGPASSWORD)
  --since <time>         only rows from this time on: 2026-11-01, 2026-11-01T12:00:00Z, 36h or 7d; later runs go on by themselves
  --by updated|created   what tells new rows: their last change (by default), or when GetSales stored them
  --overlap <seconds>    how far later runs read back; by default 300
  --sweep                reads all rows again, and finds those that were deleted
${GRAPH_HELP}

An export that was ended goes on by the same command.
Exit codes: 0 done, 2 wrong command or target, 3 stopped, 130 interrupted.`;

const OPTIONS = {
  ...GRAPH_OPTIONS,
  to: { type: 'string' },
  since: { type: 'string' },
  by: { type: 'string', default: 'updated' },
  overlap: { type: 'string', default: '300' },
  sweep: { type: 'boolean', default: false },
} as const;

type Flags = ReturnType<typeof readArgs>['values'];

/** `pnpm export`; gives the exit code. */
export async function exportRows(args: string[], signal: AbortSignal): Promise<number> {
  const { values: flags, positionals } = readArgs(args);
  if (flags.help) {
    console.log(HELP);
    return EXIT.done;
  }
  const [name, ...others] = positionals;
  if ((name !== 'leads' && name !== 'messages') || others.length > 0) {
    throw new UsageError(`Say what to export: leads or messages.\n\n${HELP}`);
  }
  const plan = toPlan(flags);
  const graphOptions = readGraphOptions(flags, process.env);
  const kind = KINDS[name];
  await using target = await openTarget(flags.to, kind);
  using progress = createProgress(kind.name, undefined, 0);
  const onWait = (ms: number, why: string) =>
    progress.note(ms > 0 ? `Waiting ${Math.ceil(ms / 1_000)} s: ${why}` : why);
  const graph = createGraph({ ...graphOptions, signal, onWait });
  const { saved, deleted } = await runExport({ kind, graph, target, progress, signal }, plan);
  console.log(`${saved} ${kind.name} saved, ${deleted} deleted, ${graph.upstreamRequests} requests to GetSales.`);
  return EXIT.done;
}

function readArgs(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

function toPlan(flags: Flags): Plan {
  if (flags.by !== 'updated' && flags.by !== 'created') throw new UsageError('--by takes updated or created.');
  if (flags.since !== undefined && flags.sweep) throw new UsageError('--sweep reads all rows: leave --since out.');
  return {
    by: flags.by === 'updated' ? 'UPDATED_AT' : 'CREATED_AT',
    since: flags.since === undefined ? undefined : toTime(flags.since),
    isSweep: flags.sweep,
    overlapMs: toWhole('--overlap', flags.overlap, { min: 0, max: 604_800 }) * 1_000,
  };
}

const HOUR_MS = 3_600_000;

function toTime(text: string): string {
  const [, count, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  const ms = count ? Date.now() - Number(count) * (unit === 'h' ? HOUR_MS : 24 * HOUR_MS) : Date.parse(text);
  if (Number.isNaN(ms)) throw new UsageError(`--since takes a time such as 2026-11-01 or 36h, not "${text}".`);
  return new Date(ms).toISOString();
}

async function openTarget(to: string | undefined, kind: Kind): Promise<Target> {
  if (!to) throw new UsageError('--to: where do the rows go?');
  if (/^postgres(ql)?:\/\//.test(to)) return openPostgres(to, kind);
  if (/^[a-z]+:\/\//.test(to)) throw new UsageError('--to takes a file or postgres://…');
  return openJsonl(to, kind);
}
