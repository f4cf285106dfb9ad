import { type Dispatcher, interceptors } from 'undici';
import { limitAttempts } from './attempt.ts';
import { UnexpectedBody } from './body.ts';
import { ApiBodyError, ApiConnectionError, ApiKeyMissingError, ApiStatusError, ApiTimeoutError } from './errors.ts';
import { isRead, type Operation, toPath } from './operation.ts';
import { toQueryString } from './query.ts';
import { isTimeout, RETRIED_STATUSES, retryAfterMs, retryReads } from './retry.ts';
import type { Upstream } from './upstream.ts';

/** Performs one operation and reads its body. `read` throws `UnexpectedBody` for what is not its answer. */
export type Request = <T>(operation: Operation, read: (body: unknown) => T) => Promise<T>;

/** One operation as it went, for logs and prices. */
export interface UpstreamCall {
  method: string;
  /** Path template: holds no ids. */
  path: string;
  /** HTTP requests it took, retries included: its price. */
  requests: number;
  /** Status of the last answer; null when none came. */
  status: number | null;
  ms: number;
}

export interface RequestOptions {
  upstream: Upstream;
  /** The API key; without one every request throws `ApiKeyMissingError`. */
  apiKey: string | undefined;
  teamId?: string | undefined;
  /** Aborts reads, and keeps writes from starting. A write that has left is carried to its end. */
  signal?: AbortSignal;
  onCall?: (call: UpstreamCall) => void;
}

const USER_AGENT = 'getsales-gateway (+https://github.com/getsales-gateway)';
const BODY_TRIES = 3;

export function createRequest(options: RequestOptions): Request {
  return async (operation, read) => {
    const { apiKey, onCall } = options;
    if (!apiKey) throw new ApiKeyMissingError('No API key', operation);
    const call: UpstreamCall = { method: operation.method, path: operation.path, requests: 0, status: null, ms: 0 };
    const startedAt = performance.now();
    try {
      return await withBodyTries(operation, async () => read(await exchange(operation, options, call)));
    } finally {
      call.ms = performance.now() - startedAt;
      onCall?.(call);
    }
  };
}

/** A broken 2xx body is retried for reads; what reaches the caller is an `ApiBodyError`. */
async function withBodyTries<T>(operation: Operation, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (cause) {
      if (!(cause instanceof UnexpectedBody)) throw cause;
      if (tries === BODY_TRIES || !isRead(operation)) {
        throw new ApiBodyError(`Unusable body, ${cause.message}`, operation, { cause });
      }
    }
  }
}

async function exchange(operation: Operation, options: RequestOptions, call: UpstreamCall): Promise<unknown> {
  const { upstream, signal } = options;
  signal?.throwIfAborted();
  const response = await dispatcherFor(operation, upstream, call)
    .request({
      ...toTarget(operation, upstream),
      method: operation.method,
      headers: toHeaders(operation, options),
      body: operation.body ? JSON.stringify(operation.body) : null,
      signal: isRead(operation) ? (signal ?? null) : null,
    })
    .catch((cause: unknown) => {
      throw toApiError(cause, operation, signal);
    });
  const text = await response.body.text().catch((cause: unknown) => {
    throw signal?.aborted || isTimeout(cause)
      ? toApiError(cause, operation, signal)
      : new UnexpectedBody('cut off', { cause });
  });
  if (response.statusCode >= 200 && response.statusCode < 300) return toJson(text);
  throw new ApiStatusError(operation, {
    status: response.statusCode,
    body: toJsonOrText(text),
    requestId: firstOf(response.headers['x-request-id']),
    retryAfterMs: retryAfterMs(response.headers),
  });
}

function dispatcherFor(operation: Operation, upstream: Upstream, call: UpstreamCall): Dispatcher {
  const attempts = limitAttempts(upstream.timeoutMs, {
    onAttempt() {
      call.requests++;
      call.status = null;
    },
    onStatus(status) {
      call.status = status;
    },
  });
  if (!isRead(operation) || operation.isGuess) return upstream.dispatcher.compose(attempts);
  const isAnswered = () => call.status !== null && call.status < 300;
  return upstream.dispatcher.compose(
    attempts,
    interceptors.retry({ retry: retryReads(isAnswered), statusCodes: RETRIED_STATUSES, throwOnError: false }),
  );
}

/** A base URL may carry a path, as white labels have it. */
function toTarget(operation: Operation, { url }: Upstream): { origin: string; path: string } {
  const { origin, pathname } = new URL(url);
  const query = operation.query === undefined ? '' : toQueryString(operation.query);
  const path = pathname.replace(/\/$/, '') + toPath(operation);
  return { origin, path: query === '' ? path : `${path}?${query}` };
}

function toHeaders(operation: Operation, { apiKey, teamId }: RequestOptions): Record<string, string> {
  return {
    authorization: `Bearer ${apiKey}`,
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...(teamId && { 'team-id': teamId }),
    ...(operation.body && { 'content-type': 'application/json' }),
  };
}

/** Some writes answer without a body, whatever their status: whether that will do is for the operation's `read` to say. */
function toJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnexpectedBody('not JSON', { cause });
  }
}

function toJsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toApiError(cause: unknown, operation: Operation, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted && signal.reason?.name !== 'TimeoutError') return cause;
  return signal?.aborted || isTimeout(cause)
    ? new ApiTimeoutError('Upstream timed out', operation, { cause })
    : new ApiConnectionError('Upstream unreachable', operation, { cause });
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
