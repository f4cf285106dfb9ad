import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { toChart } from './chart.ts';
import { compare, type Pace, type Row } from './compare.ts';
import { inboxGoal, latencyGoals, lostGoals, speedGoals, toGoalTable } from './goals.ts';
import { tellImport } from './import.ts';
import { measureLatency } from './latency.ts';
import { tellListeners } from './listeners.ts';
import { VARIABLES } from './measure.ts';
import { median } from './median.ts';
import { tellMixedLoad } from './mixed-load.ts';
import { SCENARIOS } from './scenarios.ts';
import { type Field, startField } from './servers/field.ts';
import { startGateway } from './servers/gateway.ts';
import { measureSharedInbox, type SharedInbox } from './shared-inbox.ts';
import { tellSoak } from './soak.ts';
import { toLatencyTable, toTable } from './table.ts';
import { tellWorkers } from './workers.ts';

const CHART = new URL('../../docs/performance.svg', import.meta.url);

// Ten callers keep a server busy. With fifty, memory in use would be measured as much as time.
const QUICK: Pace = { callers: 10, warmUpMs: 300, roundMs: 700, rounds: 1 };
const FULL: Pace = { callers: 10, warmUpMs: 1_000, roundMs: 2_000, rounds: 3 };

const { values: flags } = parseArgs({
  options: {
    /** Under a minute: one short round. */
    quick: { type: 'boolean' },
    /** Measures memory over 200,000 queries instead of printing the table. */
    soak: { type: 'boolean' },
    /** Measures 2,000 listeners to a subscription instead. */
    listeners: { type: 'boolean' },
    /** Compares one process with two workers instead. Needs a `redis-server`. */
    workers: { type: 'boolean' },
    /** Imports so many rows instead, killed and resumed: a million take five minutes. */
    import: { type: 'string' },
    /** Writes a `.cpuprofile` of the gateway to the working directory. */
    profile: { type: 'boolean' },
  },
});

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load average ${loadavg()[0]?.toFixed(1)}\n`,
);
if (flags.listeners || flags.workers) {
  console.log(await (flags.listeners ? tellListeners() : tellWorkers()));
  process.exit();
}
if (flags.import) {
  console.log(await tellImport(Number(flags.import)));
  process.exit();
}
await using field = await startField(flags.profile ? ['--cpu-prof'] : []);
if (flags.soak) console.log(await tellSoak(field));
else await tellSpeed(field, flags.quick ? QUICK : FULL);

async function tellSpeed({ upstream, gateway }: Field, pace: Pace): Promise<void> {
  const rows: Row[] = [];
  for (const scenario of SCENARIOS) {
    for (const variables of VARIABLES) {
      console.error(`${scenario.name}, ${variables} variables`);
      rows.push(...(await compare(field, scenario, variables, pace)));
    }
  }
  console.log(`${toTable(rows)}\n`);
  console.log(await tellMixedLoad(upstream.url, 5 * pace.roundMs));
  const starts = [gateway.server.readyMs, await timeStart(upstream.url), await timeStart(upstream.url)];
  console.log(`From the bundle's start to its first answer: ${median(starts).toFixed(0)} ms.\n`);
  const latencies = await measureLatency();
  console.log(`${toLatencyTable(latencies)}\n`);
  const goals = [...speedGoals(rows), ...latencyGoals(latencies)];
  if (!flags.quick) {
    goals.push(inboxGoal(await tellSharedInbox(upstream.url)));
    await writeFile(CHART, toChart(rows));
  }
  console.log(toGoalTable(goals));
  const lost = lostGoals(goals);
  if (lost.length === 0) return;
  console.error(`Met before, missed now: ${lost.map(({ name, measured }) => `${name} (${measured})`).join('; ')}`);
  process.exitCode = 1;
}

/** Thirty seconds each: once with nothing kept, once with answers that may be five seconds old. */
async function tellSharedInbox(upstreamUrl: string): Promise<SharedInbox> {
  const fresh = await measureSharedInbox(upstreamUrl, 30_000);
  const kept = await measureSharedInbox(upstreamUrl, 30_000, 5);
  console.log(
    `Ten people who poll one inbox every 5 s: ${fresh.perMinute} requests a minute, ${fresh.refused} refused; ` +
      `with max-age=5 ${kept.perMinute} and ${kept.refused}.\n`,
  );
  return kept;
}

async function timeStart(upstreamUrl: string): Promise<number> {
  await using gateway = await startGateway(upstreamUrl);
  return gateway.readyMs;
}
