import type { Priority } from '@getsales-gateway/api-client';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { buildInfo } from '../build-info.ts';

/** Seconds. An operation takes from a millisecond to `OPERATION_TIMEOUT_MS`. */
const OPERATION_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const UPSTREAM_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const WAIT_BUCKETS = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30];

const PREFIX = 'getsales_gateway_';

/** Every metric of the gateway, in a registry of its own. docs/operations.md describes each. */
export function createInstruments() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const make = createMaker(registry);
  make
    .gauge('build_info', 'Always 1; the labels say which build runs.', ['version', 'build', 'node'])
    .set(buildInfo, 1);
  make.gauge('process_id', 'Id of the process, which tells workers apart.').set(process.pid);
  const instruments = { ...requestInstruments(make), ...upstreamInstruments(make), ...budgetInstruments(make) };
  startAtZero(instruments);
  return { registry, ...instruments };
}

const SEND_OUTCOMES = ['recorded', 'replayed', 'confirmed', 'unconfirmed', 'refused'];
const PRIORITIES: Priority[] = ['mutation', 'interactive', 'background'];

/** A counter that appears with its first count shows no increase to `increase()`. */
function startAtZero({
  sends,
  budgetGranted,
  budgetRefused,
  budgetWaiting,
  budgetWait,
}: Omit<Instruments, 'registry'>): void {
  for (const outcome of SEND_OUTCOMES) sends.inc({ outcome }, 0);
  for (const priority of PRIORITIES) {
    budgetGranted.inc({ priority }, 0);
    budgetRefused.inc({ priority }, 0);
    budgetWaiting.set({ priority }, 0);
    budgetWait.zero({ priority });
  }
}

export type Instruments = { registry: Registry } & ReturnType<typeof requestInstruments> &
  ReturnType<typeof upstreamInstruments> &
  ReturnType<typeof budgetInstruments>;

type Maker = ReturnType<typeof createMaker>;

function createMaker(registry: Registry) {
  const registers = [registry];
  return {
    counter: <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
      new Counter({ name: PREFIX + name, help, labelNames, registers }),
    gauge: <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
      new Gauge({ name: PREFIX + name, help, labelNames, registers }),
    histogram: <Label extends string>(name: string, help: string, buckets: number[], labelNames: Label[]) =>
      new Histogram({ name: PREFIX + name, help, buckets, labelNames, registers }),
  };
}

function requestInstruments({ counter, gauge, histogram }: Maker) {
  return {
    operations: histogram(
      'operation_duration_seconds',
      'GraphQL operations: time from the head of the request to the whole result.',
      OPERATION_BUCKETS,
      ['operation', 'type', 'code'],
    ),
    bugs: counter('bugs_total', 'Operations that ended with INTERNAL_SERVER_ERROR.'),
    refusals: counter('http_refusals_total', 'Requests refused before GraphQL.', ['status']),
    underWay: gauge('work_under_way', 'Requests, and writes whose caller has left, that a stop would wait for.'),
    subscriptions: gauge('subscriptions', 'Subscriptions that are open.'),
    subscriptionEvents: counter('subscription_events_total', 'Events sent to subscribers.'),
    sends: counter('sends_total', 'Sends by what became of them.', ['outcome']),
    storeUp: gauge('store_up', 'Whether the ledger of sends can be reached: 1 or 0.'),
  };
}

function upstreamInstruments({ counter, gauge, histogram }: Maker) {
  const labels = ['method', 'resource', 'status', 'cause', 'attempt'];
  return {
    attempts: counter('upstream_attempts_total', 'HTTP requests to GetSales, repeats included.', labels),
    attemptDuration: histogram(
      'upstream_attempt_duration_seconds',
      'One HTTP request to GetSales, from the call for a connection to the last byte.',
      UPSTREAM_BUCKETS,
      ['resource'],
    ),
    calls: counter('upstream_calls_total', 'Reads and writes of the graph, by where their answer came from.', [
      'resource',
      'source',
    ]),
    breakersOpen: gauge('breakers_open', 'API keys for which GetSales counts as down.'),
    breakerOpened: counter('breaker_opened_total', 'How often GetSales was found down for an API key.'),
  };
}

function budgetInstruments({ counter, gauge, histogram }: Maker) {
  const labels = ['priority'];
  return {
    budgetLimit: gauge('budget_limit', 'Requests per minute that each API key has.'),
    budgetUsed: gauge('budget_used', 'Requests of the last minute of the busiest API key.'),
    budgetKeys: gauge('budget_keys', 'API keys that asked for a slot within the last minute.'),
    budgetWaiting: gauge('budget_waiting', 'Requests that wait for a slot now.', labels),
    budgetGranted: counter('budget_granted_total', 'Slots granted.', labels),
    budgetRefused: counter('budget_refused_total', 'Requests refused, since no slot would be free in time.', labels),
    budgetWait: histogram('budget_wait_seconds', 'How long requests waited for their slot.', WAIT_BUCKETS, labels),
    keysShut: counter('budget_keys_shut_total', 'Answers of 429, each of which shuts an API key for a while.'),
  };
}
