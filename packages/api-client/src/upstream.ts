import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { createInFlight, type InFlight } from './in-flight.ts';

export interface UpstreamOptions {
  /** Origin of the upstream, such as `https://amazing.getsales.io`. */
  url: string;
  /** Limit on one attempt, from dispatch to the last byte. */
  timeoutMs: number;
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

/** One upstream as all callers of this process share it: its connections, the reads under way, and what was learned about it. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly timeoutMs: number;
  readonly dispatcher: Dispatcher;
  readonly findings: Findings;
  readonly inFlight: InFlight;
}

/** Opens no connection yet. Honours `HTTPS_PROXY` and `NO_PROXY`. */
export function createUpstream({ url, timeoutMs, connections = 64 }: UpstreamOptions): Upstream {
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
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}
