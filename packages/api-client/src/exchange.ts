import { type Dispatcher, interceptors } from 'undici';
import { limitAttempts } from './attempt.ts';
import { UnexpectedBody } from './body.ts';
import { ApiConnectionError, ApiStatusError, ApiTimeoutError } from './errors.ts';
import { isRead, type Operation, toPath } from './operation.ts';
import { toQueryString } from './query.ts';
import { isTimeout, RETRIED_STATUSES, retryAfterMs, retryReads } from './retry.ts';
import type { Upstream } from './upstream.ts';

/** Whose request it is. */
export interface Credentials {
  apiKey: string;
  teamId?: string | undefined;
}

/** How an exchange goes, as it goes. */
export interface Progress {
  /** HTTP requests so far, retries included. */
  requests: number;
  /** Status of the last answer; null when none has come. */
  status: number | null;
}

const USER_AGENT = 'getsales-gateway/0.1.0';

/** Asks the upstream and returns the parsed body; reads are repeated by the policy in `retry.ts`. */
export async function exchange(
  operation: Operation,
  upstream: Upstream,
  credentials: Credentials,
  progress: Progress,
  signal?: AbortSignal,
): Promise<unknown> {
  const response = await dispatcherFor(operation, upstream, progress)
    .request({
      ...toTarget(operation, upstream),
      method: operation.method,
      headers: toHeaders(operation, credentials),
      body: operation.body ? JSON.stringify(operation.body) : null,
      signal: signal ?? null,
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

/** The reason of the caller's abort passes through, but for the end of its time. */
export function toApiError(cause: unknown, operation: Operation, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted && signal.reason?.name !== 'TimeoutError') return signal.reason;
  return signal?.aborted || isTimeout(cause)
    ? new ApiTimeoutError('Upstream timed out', operation, { cause })
    : new ApiConnectionError('Upstream unreachable', operation, { cause });
}

function dispatcherFor(operation: Operation, upstream: Upstream, progress: Progress): Dispatcher {
  const attempts = limitAttempts(upstream.timeoutMs, {
    onAttempt() {
      progress.requests++;
      progress.status = null;
    },
    onStatus(status) {
      progress.status = status;
    },
  });
  if (!isRead(operation) || operation.isGuess) return upstream.dispatcher.compose(attempts);
  upstream.retryBudget.deposit();
  const isAnswered = () => progress.status !== null && progress.status < 300;
  return upstream.dispatcher.compose(
    attempts,
    interceptors.retry({
      retry: retryReads(upstream.retryBudget, isAnswered),
      statusCodes: RETRIED_STATUSES,
      throwOnError: false,
    }),
  );
}

/** A base URL may carry a path, as white labels have it. */
function toTarget(operation: Operation, { url }: Upstream): { origin: string; path: string } {
  const { origin, pathname } = new URL(url);
  const query = operation.query === undefined ? '' : toQueryString(operation.query);
  const path = pathname.replace(/\/$/, '') + toPath(operation);
  return { origin, path: query === '' ? path : `${path}?${query}` };
}

function toHeaders(operation: Operation, { apiKey, teamId }: Credentials): Record<string, string> {
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

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
