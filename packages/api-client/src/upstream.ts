import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { type Breaker, createBreaker } from './breaker.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { createReadCache, type ReadCache } from './read-cache.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

export interface UpstreamOptions {
  /** Origin of the upstream, such as `https://amazing.getsales.io`. */
  url: string;
  /** Limit on one attempt, from dispatch to the last byte. */
  timeoutMs: number;
  /** How long lists, tags, stages and senders are kept; 0, the default, keeps nothing. */
  smallCollectionTtlMs?: number;
  /** How long a failing upstream is left alone before it is probed. */
  probeAfterMs?: number;
  /** Connections kept at the most. */
  connections?: number;
}

/** What was learned about an upstream and holds for every caller of it. Only authenticated successes teach. */
export interface Findings {
  /** The path that answers sends; the documentation has two. */
  sendPath?: string;
  /** By the name of a batched filter: whether its answers proved that it is honoured. */
  batches: Map<string, boolean>;
}

/** One upstream as all callers of this process share it: connections, reads under way, what is kept and what was learned. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly timeoutMs: number;
  readonly dispatcher: Dispatcher;
  readonly findings: Findings;
  readonly inFlight: InFlight;
  readonly readCache: ReadCache;
  readonly retryBudget: RetryBudget;
  readonly breaker: Breaker;
}

const RETRY_SHARE = 0.2;

/** Opens no connection yet. Honours `HTTPS_PROXY` and `NO_PROXY`. */
export function createUpstream({
  url,
  timeoutMs,
  smallCollectionTtlMs = 0,
  probeAfterMs = 5_000,
  connections = 64,
}: UpstreamOptions): Upstream {
  const dispatcher = new EnvHttpProxyAgent({
    connections,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 30_000,
  });
  return {
    url,
    timeoutMs,
    dispatcher,
    findings: { batches: new Map() },
    inFlight: createInFlight(),
    readCache: createReadCache(smallCollectionTtlMs),
    retryBudget: createRetryBudget(RETRY_SHARE),
    breaker: createBreaker({ probeAfterMs }),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}
