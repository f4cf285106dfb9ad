import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { ask } from './ask.ts';
import { load } from './load.ts';
import { createBodies, nextWorld } from './measure.ts';
import { FIFTY_LEADS, ONE_LEAD, type Scenario } from './scenarios.ts';
import type { Competitor } from './servers/field.ts';
import { startGateway } from './servers/gateway.ts';
import { freePort, startServer } from './servers/server-process.ts';

const REDIS = 'redis-server';
const CALLERS = 20;
const WARM_UP_MS = 3_000;
const MEASURE_MS = 5_000;

/** Compares one process alone, and one and two workers that share Redis. Returns a Markdown table. */
export async function tellWorkers(): Promise<string> {
  await using upstream = await startServer(new URL('upstream/main.ts', import.meta.url), {});
  await using redis = await startRedis();
  const REDIS_URL = redis.url;
  const lines = ['| processes | query | requests/s | p99 ms |', '| --- | --- | --: | --: |'];
  for (const [name, settings] of [
    ['one, without Redis', {}],
    ['one', { REDIS_URL }],
    ['two workers', { REDIS_URL, WORKERS: '2' }],
  ] as const) {
    await using gateway = await startGateway(upstream.url, [], settings);
    for (const scenario of [ONE_LEAD, FIFTY_LEADS]) {
      const { perSecond, p99Ms } = await measure({ name, server: gateway }, scenario);
      lines.push(`| ${name} | ${scenario.name} | ${perSecond.toFixed(0)} | ${p99Ms.toFixed(1)} |`);
    }
  }
  return lines.join('\n');
}

async function measure(competitor: Competitor, scenario: Scenario) {
  const answerLength = (await ask(competitor, scenario, nextWorld())).length;
  const { url } = competitor.server;
  const options = { url, callers: CALLERS, nextBody: createBodies(scenario, 'changing'), answerLength };
  await load({ ...options, ms: WARM_UP_MS });
  const { requests, seconds, p99Ms } = await load({ ...options, ms: MEASURE_MS });
  return { perSecond: requests / seconds, p99Ms };
}

/** A `redis-server` of its own, which keeps nothing. */
async function startRedis() {
  const port = String(await freePort());
  const child = spawn(REDIS, ['--port', port, '--save', '', '--dir', tmpdir()]);
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    if (String(text).includes('Ready to accept')) break;
  }
  child.stdout.resume();
  return {
    url: `redis://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
