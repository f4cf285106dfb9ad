import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startRedis } from '@getsales-gateway/coordination';
import { type FaultInput, startSandbox } from '@getsales-gateway/sandbox';
import { type RedisServer, startRedisServer } from '../../../../packages/coordination/test/redis-server.ts';
import { readOne, type Stage, send, walk } from './callers.ts';
import { type Replica, startReplica } from './replica.ts';
import { createTally, toTable } from './tally.ts';

/** Eleven ways in which GetSales fails. */
const FAULTS: FaultInput[] = [
  { kind: 'delay', ms: 300 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'reset' },
  { kind: 'reset-after-storing' },
  { kind: 'reset-mid-body' },
  { kind: 'hang-after-storing' },
  { kind: 'empty' },
  { kind: 'broken-json' },
  { kind: 'html' },
];
/** One request in so many is struck. */
const FAULT_EVERY = 20;

export interface Outcome {
  table: string;
  /** Answers that the upstream's world refutes, messages that were sent twice, and answered ones that are missing. */
  faults: string[];
  asked: number;
  memory: number[];
  handles: number[];
}

/** Two gateways on one Redis before a sandbox that fails and moves, for a while, with everything that can go wrong. */
export async function soak(seconds: number): Promise<Outcome> {
  await using opened = new AsyncDisposableStack();
  const sandbox = opened.use(
    await startSandbox({ size: { leads: 120 }, time: 'ticking', dialect: { requestsPerMinute: null } }),
  );
  const redis = opened.use(await startRedisServer({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] }));
  const data = opened.use(await mkdtempDisposable(join(tmpdir(), 'soak-')));
  const env = {
    ...{ AUTH_MODE: 'open', GETSALES_API_KEY: sandbox.apiKey, GETSALES_API_URL: sandbox.url, DATA_DIR: data.path },
    ...{ REDIS_URL: redis.url, UPSTREAM_REQUESTS_PER_MINUTE: '60000', UPSTREAM_TIMEOUT_MS: '1000' },
    ...{ OPERATION_TIMEOUT_MS: '8000', SHUTDOWN_DELAY_MS: '0' },
  };
  const replicas = [opened.use(await startReplica(env)), opened.use(await startReplica(env))];
  const endsAt = performance.now() + seconds * 1_000;
  const tally = createTally();
  const names = new Map(sandbox.world.leads.all().map(({ uuid, name }) => [uuid, name]));
  const stage: Stage = { sandbox, replicas, tally, names, sends: new Map(), goesOn: () => performance.now() < endsAt };
  const callers = [readOne, readOne, walk, send, send].map((act) => repeat(stage, () => act(stage)));
  await Promise.all([...callers, move(stage), strike(stage), breakThings(stage, redis, seconds * 1_000)]);
  return conclude(stage, seconds);
}

async function repeat(stage: Stage, act: () => Promise<void>): Promise<void> {
  while (stage.goesOn()) {
    await act();
    await delay(5);
  }
}

/** Leads come and go. */
function move(stage: Stage): Promise<void> {
  const { sandbox, names } = stage;
  return repeat(stage, async () => {
    const { uuid, name } = sandbox.world.leads.insert();
    names.set(uuid, name);
    if (names.size % 2 === 0)
      sandbox.world.leads.remove([...names.keys()][Math.floor(Math.random() * names.size)] ?? '');
    await delay(300);
  });
}

/** Every twentieth request fails, in turn in each of the eleven ways. */
function strike(stage: Stage): Promise<void> {
  const { faults, requests } = stage.sandbox;
  let struck = 0;
  let turn = 0;
  return repeat(stage, async () => {
    for (; struck < requests.length / FAULT_EVERY; struck++) {
      const fault = FAULTS[turn++ % FAULTS.length];
      if (fault) faults.add({ ...fault, times: 1 });
    }
    await delay(20);
  });
}

/** A gateway is killed; Redis is slow, stops and forgets. Each in its part of the time. */
async function breakThings({ replicas, sends }: Stage, redis: RedisServer, ms: number): Promise<void> {
  await delay(ms * 0.15);
  await restart(replicas[0]);
  await delay(ms * 0.15);
  redis.freeze();
  await delay(Math.min(2_000, ms * 0.05));
  redis.thaw();
  await delay(ms * 0.15);
  await redis.kill();
  await delay(Math.min(2_000, ms * 0.05));
  await redis.start();
  await delay(ms * 0.15);
  // What it forgets, nobody may ask about again.
  for (const record of sends.values()) record.isOpen = false;
  await using connection = await startRedis({ url: redis.url, warn() {} });
  await connection.redis.flushall();
  await restart(replicas[1]);
}

async function restart(replica: Replica | undefined): Promise<void> {
  await replica?.kill();
  await replica?.start();
}

function conclude({ sandbox, replicas, tally, sends }: Stage, seconds: number): Outcome {
  const counts = new Map<string | null, number>();
  for (const { text } of sandbox.world.messages.all()) counts.set(text, (counts.get(text) ?? 0) + 1);
  const faults = tally.all().flatMap(([kind, { wrong }]) => wrong.map((what) => `${kind}: ${what}`));
  for (const [text, { isAnswered }] of sends) {
    const count = counts.get(text) ?? 0;
    if (count > 1) faults.push(`${text} was sent ${count} times`);
    if (isAnswered && count === 0) faults.push(`${text} was answered and is missing`);
  }
  const vitals = replicas.map((replica) => replica.vitals());
  const stored = [...sends.keys()].filter((text) => counts.has(text)).length;
  const notes = {
    sends: `${sends.size} begun, ${stored} stored, ${[...sends.values()].filter(({ isAnswered }) => isAnswered).length} confirmed`,
    upstream: `${sandbox.requests.length} requests in ${seconds} s, one in ${FAULT_EVERY} struck`,
    memory: vitals.map(({ memory }) => `${Math.round(memory / 2 ** 20)} MB`).join(', '),
    handles: vitals.map(({ handles }) => handles).join(', '),
  };
  return {
    table: toTable(tally, notes),
    faults,
    asked: tally.all().reduce((sum, [, { asked }]) => sum + asked, 0),
    memory: vitals.map(({ memory }) => memory),
    handles: vitals.map(({ handles }) => handles),
  };
}
