import { request } from 'undici';
import { headersOf } from './api-keys.ts';
import { countRequests, nextWorld } from './measure.ts';
import { median } from './median.ts';
import { FIFTY_LEADS, FIFTY_THREADS, ONE_LEAD, type Scenario, SEND_MESSAGE, toBody } from './scenarios.ts';
import { startGateway } from './servers/gateway.ts';
import { startServer } from './servers/server-process.ts';
import { leadUuid } from './upstream/uuid.ts';

/** How long the upstream takes for an answer. */
const DELAY_MS = 80;
const TIMES = 9;
const WARM_UP_ROUNDS = 5;
const WARM_UP_CALLERS = 10;

/** An ordinary query, and the rounds of upstream requests that it takes in theory: requests at once are one round. */
interface Ordinary {
  scenario: Scenario;
  rounds: number;
}

const FIVE_HUNDRED_LEADS: Scenario = {
  name: '500 leads',
  operationName: 'Many',
  query: 'query Many($search: String) { leads(first: 500, search: $search) { nodes { id name } totalCount } }',
  variables: (world) => ({ search: world }),
};

const ONE_THREAD: Scenario = {
  name: 'one lead and its thread',
  operationName: 'Thread',
  query: 'query Thread($id: ID!) { lead(id: $id) { name messages(first: 20) { nodes { text direction sentAt } } } }',
  variables: (world) => ({ id: leadUuid(1, world) }),
};

const INBOX: Scenario = {
  name: '50 messages with their leads',
  operationName: 'Inbox',
  query: 'query Inbox($search: String) { messages(first: 50, search: $search) { nodes { text lead { name } } } }',
  variables: (world) => ({ search: world }),
};

const ORDINARY: Ordinary[] = [
  { scenario: ONE_LEAD, rounds: 1 },
  { scenario: FIFTY_LEADS, rounds: 1 },
  { scenario: FIVE_HUNDRED_LEADS, rounds: 2 },
  { scenario: ONE_THREAD, rounds: 2 },
  { scenario: INBOX, rounds: 2 },
  { scenario: FIFTY_THREADS, rounds: 3 },
  { scenario: SEND_MESSAGE, rounds: 1 },
];

/** One query as it was measured over the slow upstream. */
export interface Latency {
  query: string;
  rounds: number;
  upstreamRequests: number;
  /** Time of the rounds in theory. */
  theoryMs: number;
  /** Median. */
  ms: number;
}

/** Measures what a caller waits for ordinary queries when each upstream answer takes 80 ms, one query at a time. */
export async function measureLatency(): Promise<Latency[]> {
  await using upstream = await startServer(new URL('upstream/main.ts', import.meta.url), {
    DELAY_MS: String(DELAY_MS),
  });
  await using gateway = await startGateway(upstream.url);
  const rows: Latency[] = [];
  for (const { scenario, rounds } of ORDINARY) {
    const times: number[] = [];
    // The first one shows which filters the upstream honours. The others warm up, as a service in use is.
    await ask(gateway.url, scenario, 'latency');
    for (let round = 0; round < WARM_UP_ROUNDS; round++) await warmUp(gateway.url, scenario);
    const before = await countRequests(upstream.url);
    for (let time = 0; time < TIMES; time++) times.push(await ask(gateway.url, scenario, `latency-${time}`));
    const upstreamRequests = ((await countRequests(upstream.url)) - before) / TIMES;
    rows.push({ query: scenario.name, rounds, upstreamRequests, theoryMs: rounds * DELAY_MS, ms: median(times) });
  }
  return rows;
}

async function warmUp(url: string, scenario: Scenario): Promise<void> {
  const callers = Array.from({ length: WARM_UP_CALLERS }, (_, caller) => ask(url, scenario, `warm-up-${caller}`));
  await Promise.all(callers);
}

async function ask(url: string, scenario: Scenario, apiKey: string): Promise<number> {
  const body = toBody(scenario, nextWorld());
  const askedAt = performance.now();
  const response = await request(`${url}/graphql`, { method: 'POST', headers: headersOf(apiKey), body });
  const text = await response.body.text();
  if (text.includes('"errors"')) throw new Error(`${scenario.name}: ${text.slice(0, 500)}`);
  return performance.now() - askedAt;
}
