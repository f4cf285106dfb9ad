import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { headersOf } from './api-keys.ts';
import { countRequests, nextWorld } from './measure.ts';
import { SCENARIOS, toBody } from './scenarios.ts';
import { startGateway } from './servers/gateway.ts';

const CALLERS = 50;
const PAUSE_MS = 500;

/**
 * Measures what callers get who share one key and ask for more than its budget. Each sends the four queries in turn with new
 * variables, and pauses after each answer. Returns one sentence.
 */
export async function tellMixedLoad(upstreamUrl: string, ms: number): Promise<string> {
  await using gateway = await startGateway(upstreamUrl);
  const outcomes = new Map<string, number>();
  const latencies = createHistogram();
  const before = await countRequests(upstreamUrl);
  const startedAt = performance.now();
  const call = async (caller: number) => {
    for (let turn = caller; performance.now() - startedAt < ms; turn++) {
      const askedAt = performance.now();
      const outcome = await ask(gateway.url, turn);
      latencies.record(Math.ceil((performance.now() - askedAt) * 1000));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      await delay(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
  const asked = (await countRequests(upstreamUrl)) - before;
  const seconds = (performance.now() - startedAt) / 1000;
  return (
    `${CALLERS} callers over a budget of 300 requests a minute, for ${seconds.toFixed(0)} s: ${latencies.count} answers ` +
    `(${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}), p50 ${(latencies.percentile(50) / 1000).toFixed(1)} ms, ` +
    `p99 ${(latencies.percentile(99) / 1000).toFixed(1)} ms, ${asked} upstream requests.`
  );
}

/** `answered`, or the code of the first error. */
async function ask(url: string, turn: number): Promise<string> {
  const scenario = SCENARIOS[turn % SCENARIOS.length];
  if (scenario === undefined) throw new Error('No query');
  const body = toBody(scenario, nextWorld());
  const response = await request(`${url}/graphql`, { method: 'POST', headers: headersOf('mixed-load'), body });
  const [code] = /(?<="code":")\w+/.exec(await response.body.text()) ?? ['answered'];
  return code;
}
