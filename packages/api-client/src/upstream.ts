import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { RequestBudget } from './budget/request-budget.ts';
import { type CacheStore, createCacheStore } from './cache/cache-store.ts';
import { createInFlight, type InFlight } from './cache/in-flight.ts';
import { createKnownGone, type KnownGone } from './cache/known-gone.ts';
import { createLocalEvents, type EventBus } from './events.ts';
import { MAX_BODY_BYTES } from './exchange/body-text.ts';
import { createUpstreamClock, type UpstreamClock } from './exchange/upstream-clock.ts';
import { LIVE_DEFAULTS, type LiveSettings } from './live/turns.ts';
import type { Observer } from './observer.ts';
import { createKeyHealth, type KeyHealth } from './retry/key-health.ts';
import { CoordinationUnavailable, type SendLedger } from './send/send-ledger.ts';

export interface UpstreamOptions {
  /** Origin of the upstream, such as `https://amazing.getsales.io`. */
  url: string;
  /** Limit on one attempt, from dispatch to the last byte. */
  timeoutMs: number;
  /** How long lists, tags, stages and senders are kept; 0, the default, keeps nothing. */
  smallCollectionTtlMs?: number;
  /** How long a failing upstream is left alone before it is probed. */
  probeAfterMs?: number;
  /** Most connections that are kept. */
  connections?: number;
  /** What keeps each API key within its requests per minute; without one nothing does. */
  budget?: RequestBudget;
  /** How long a request waits for the budget. */
  maxWaitMs?: number;
  /** What makes a message be sent once; without one, idempotency keys are refused. */
  ledger?: SendLedger;
  /** How others learn of what happens here; by default there are none. */
  events?: EventBus;
  /** How subscriptions learn of what is new; by default every 15 s, by this process alone. */
  live?: Partial<LiveSettings>;
  /** Is told what requests and circuit breakers do. */
  observer?: Observer | undefined;
}

/** What was learned about an upstream and holds for every caller of it. Only authenticated successes teach. */
export interface Findings {
  /** The path that answers sends; the documentation has two. */
  sendPath?: string;
  /** By the name of a batched filter: whether answers showed that it is honoured. */
  batches: Map<string, BatchFinding>;
}

/** What answers have shown of a filter by several values. */
export interface BatchFinding {
  isHonoured: boolean;
  /** By `performance.now()`; infinite for a filter that is honoured. */
  holdsUntilMs: number;
}

/** One upstream as all callers of this process share it: connections, reads under way, what is kept and what was learned. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly timeoutMs: number;
  /** Connections kept alive, for what may be repeated. */
  readonly reads: Dispatcher;
  /** A fresh connection for each request. */
  readonly writes: Dispatcher;
  readonly clock: UpstreamClock;
  readonly budget: RequestBudget | undefined;
  readonly maxWaitMs: number;
  readonly ledger: SendLedger;
  readonly observer: Observer;
  readonly events: EventBus;
  readonly findings: Findings;
  readonly inFlight: InFlight;
  readonly knownGone: KnownGone;
  readonly cacheStore: CacheStore;
  readonly smallCollectionTtlMs: number;
  readonly live: LiveSettings;
  /** Aborts when it is disposed. */
  readonly closing: AbortSignal;
  /** Breaker and retries of an API key, given by its hash. */
  readonly healthOf: (key: string) => KeyHealth;
}

const NO_LEDGER: SendLedger = {
  keyOf: () => Promise.resolve(undefined),
  begin: () => Promise.reject(new CoordinationUnavailable('There is no ledger')),
  check: () => Promise.reject(new CoordinationUnavailable('There is no ledger')),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** Opens no connection yet. Honours `HTTPS_PROXY` and `NO_PROXY`. */
export function createUpstream({
  url,
  timeoutMs,
  smallCollectionTtlMs = 0,
  probeAfterMs = 5_000,
  connections = 64,
  budget,
  maxWaitMs = 10_000,
  ledger = NO_LEDGER,
  events = createLocalEvents(),
  live,
  observer = {},
}: UpstreamOptions): Upstream {
  const limits = {
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MAX_BODY_BYTES,
  };
  const reads = new EnvHttpProxyAgent({ ...limits, connections, keepAliveTimeout: 30_000 });
  // HTTP/2 would put them all on one connection.
  const writes = new EnvHttpProxyAgent({ ...limits, pipelining: 0, allowH2: false });
  const inFlight = createInFlight();
  const knownGone = createKnownGone();
  const cacheStore = createCacheStore();
  const subscriptions = forgetOnEvents(events, { inFlight, knownGone, cacheStore });
  const closing = new AbortController();
  return {
    url,
    timeoutMs,
    reads,
    writes,
    clock: createUpstreamClock(),
    budget,
    maxWaitMs,
    ledger,
    observer,
    events,
    findings: { batches: new Map() },
    inFlight,
    knownGone,
    cacheStore,
    smallCollectionTtlMs,
    live: { ...LIVE_DEFAULTS, ...live },
    closing: closing.signal,
    healthOf: createKeyHealth({ probeAfterMs, observer }),
    async [Symbol.asyncDispose]() {
      closing.abort();
      for (const stopListening of subscriptions) stopListening();
      await Promise.all([reads.destroy(), writes.destroy()]);
    },
  };
}

/** Forgets what events say has changed. Returns what ends that. */
function forgetOnEvents(
  events: EventBus,
  { inFlight, knownGone, cacheStore }: Pick<Upstream, 'inFlight' | 'knownGone' | 'cacheStore'>,
): (() => void)[] {
  const forgetAll = () => {
    cacheStore.forgetAll();
    knownGone.forgetAll();
  };
  return [
    events.subscribe('scopeWritten', ({ scope, keepsCollections = false }) => {
      inFlight.forget(scope);
      cacheStore.forget(scope, { keepsCollections });
      knownGone.forget(scope);
    }),
    events.subscribe('keyRefused', ({ key }) => cacheStore.forget(key)),
    events.subscribe('eventsMissed', forgetAll),
    // Whose rows have changed it does not say.
    events.subscribe('webhookHeard', forgetAll),
  ];
}
