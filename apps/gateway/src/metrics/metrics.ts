import type { Observer, RequestBudget, SendLedger } from '@getsales-gateway/api-client';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { Tally } from '../http.ts';
import { UNEXPECTED_CODE } from '../mask-error.ts';
import { createInstruments, type Instruments } from './instruments.ts';

/** One operation as it ended. */
export interface EndedOperation {
  name: string | undefined;
  type: string | undefined;
  /** The code of its first error; undefined where it has none. */
  code: string | undefined;
  ms: number;
}

/** What the gateway counts, for Prometheus. */
export interface Metrics {
  /** Counts what client, budget, ledger and breakers report. */
  readonly observer: Observer;
  operationEnded(operation: EndedOperation): void;
  refused(status: number): void;
  subscriptionStarted(): void;
  subscriptionEvent(): void;
  subscriptionEnded(): void;
  /** Asks these, at each scrape, how things stand. */
  watch(watched: Watched): void;
  /** Everything, in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

interface Watched {
  budget: RequestBudget;
  ledger: SendLedger;
  underWay: Tally;
}

export function createMetrics(): Metrics {
  const instruments = createInstruments();
  const { registry, operations, bugs, refusals, subscriptions, subscriptionEvents } = instruments;
  const toName = createOperationNames();
  const keys = createBusyKeys();
  let watched: Watched | undefined;
  return {
    observer: createObserver(instruments, keys),
    operationEnded({ name, type = 'unknown', code = 'OK', ms }) {
      operations.observe({ operation: toName(name, code === 'OK'), type, code }, ms / 1_000);
      if (code === UNEXPECTED_CODE) bugs.inc();
    },
    refused: (status) => refusals.inc({ status }),
    subscriptionStarted: () => subscriptions.inc(),
    subscriptionEvent: () => subscriptionEvents.inc(),
    subscriptionEnded: () => subscriptions.dec(),
    watch(given) {
      watched = given;
    },
    async text() {
      if (watched) await look(instruments, keys, watched);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** Counts subscriptions, and the events that they bring. */
export function useSubscriptionMetrics(metrics: Metrics): Plugin {
  return {
    onSubscribe: () => ({
      onSubscribeResult({ result }) {
        if (!isAsyncIterable(result)) return undefined;
        metrics.subscriptionStarted();
        return { onNext: () => metrics.subscriptionEvent(), onEnd: () => metrics.subscriptionEnded() };
      },
    }),
  };
}

/** API keys, by hash, that asked for slots within the last minute, and how often. */
const createBusyKeys = () => new LRUCache<string, number>({ max: 1_000, ttl: 60_000 });
type BusyKeys = ReturnType<typeof createBusyKeys>;

async function look(instruments: Instruments, keys: BusyKeys, { budget, ledger, underWay }: Watched): Promise<void> {
  const { budgetLimit, budgetUsed, budgetKeys, storeUp, underWay: inFlight } = instruments;
  keys.purgeStale();
  const [busiest] = [...keys.entries()].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const standing = busiest === undefined ? undefined : await budget.standing(busiest).catch(() => undefined);
  const isUp = await ledger.check().then(
    () => 1,
    () => 0,
  );
  budgetLimit.set(budget.requestsPerMinute);
  budgetUsed.set(standing ? standing.limit - standing.remaining : 0);
  budgetKeys.set(keys.size);
  storeUp.set(isUp);
  inFlight.set(underWay.count());
}

function createObserver(instruments: Instruments, keys: BusyKeys): Observer {
  const { attempts, attemptDuration, calls, sends, breakersOpen, breakerOpened, keysShut } = instruments;
  const { budgetWaiting, budgetGranted, budgetRefused, budgetWait } = instruments;
  const count = (outcome: string) => () => sends.inc({ outcome });
  return {
    slotAsked({ key, priority }) {
      keys.set(key, (keys.get(key) ?? 0) + 1);
      budgetWaiting.inc({ priority });
    },
    slotGranted({ priority, waitedMs }) {
      budgetWaiting.dec({ priority });
      budgetGranted.inc({ priority });
      budgetWait.observe({ priority }, waitedMs / 1_000);
    },
    slotRefused({ priority }) {
      budgetWaiting.dec({ priority });
      budgetRefused.inc({ priority });
    },
    slotGivenUp: ({ priority }) => budgetWaiting.dec({ priority }),
    keyShut: () => keysShut.inc(),
    breakerOpened() {
      breakersOpen.inc();
      breakerOpened.inc();
    },
    breakerClosed: () => breakersOpen.dec(),
    attemptEnded({ method, path, attempt }, { status, cause, ms }) {
      attempts.inc({ method, resource: path, status: status ?? 'none', cause, attempt });
      attemptDuration.observe({ resource: path }, ms / 1_000);
    },
    callEnded: ({ path, source }) => calls.inc({ resource: path, source }),
    sendRecorded: count('recorded'),
    sendReplayed: count('replayed'),
    sendConfirmed: count('confirmed'),
    sendUnconfirmed: count('unconfirmed'),
    sendRefused: count('refused'),
  };
}

/** Names that a label has at most. A name is a caller's free text, and each one costs a time series per code. */
const MAX_NAMES = 200;
const MAX_LENGTH = 64;

/** Bounds the names of operations: the first ones that ran without an error keep theirs, all others are `other`. */
function createOperationNames() {
  const names = new Set<string>();
  return (name: string | undefined, isGood: boolean): string => {
    if (name === undefined) return 'anonymous';
    if (names.has(name)) return name;
    if (!isGood || names.size >= MAX_NAMES || name.length > MAX_LENGTH) return 'other';
    names.add(name);
    return name;
  };
}
