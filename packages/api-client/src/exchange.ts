import { hash } from 'node:crypto';
import { type Dispatcher, interceptors } from 'undici';
import { limitAttempts } from './attempt.ts';
import { UnexpectedBody } from './body.ts';
import { ApiBudgetError, ApiConnectionError, ApiStatusError, ApiTimeoutError } from './errors.ts';
import { isRead, type Operation, toPath } from './operation.ts';
import { toQueryString } from './query.ts';
import { BudgetExhausted } from './request-budget.ts';
import { isTimeout, RETRIED_STATUSES, retryAfterMs, retryReads } from './retry.ts';
import type { Upstream } from './upstream.ts';
import { withinBudget } from './within-budget.ts';

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

export interface ExchangeOptions {
  upstream: Upstream;
  credentials: Credentials;
  /** Whose turn it takes where requests wait for the budget. */
  caller: string;
  progress: Progress;
  signal?: AbortSignal;
}

const USER_AGENT = 'getsales-gateway/0.1.0';

/** Asks the upstream and returns the parsed body; reads are repeated by the policy in `retry.ts`. */
export async function exchange(operation: Operation, options: ExchangeOptions): Promise<unknown> {
  const { upstream, credentials, signal } = options;
  const course = { hasLeft: false };
  const fail = (cause: unknown) => toApiError(cause, operation, signal, !course.hasLeft);
  const response = await dispatcherFor(operation, options, course)
    .request({
      ...toTarget(operation, upstream),
      method: operation.method,
      headers: toHeaders(operation, credentials),
      body: operation.body ? JSON.stringify(operation.body) : null,
      signal: signal ?? null,
    })
    .catch((cause: unknown) => {
      throw fail(cause);
    });
  const text = await response.body.text().catch((cause: unknown) => {
    throw signal?.aborted || isTimeout(cause) ? fail(cause) : new UnexpectedBody('cut off', { cause });
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
export function toApiError(
  cause: unknown,
  operation: Operation,
  signal: AbortSignal | undefined,
  isUnsent: boolean,
): unknown {
  if (cause instanceof BudgetExhausted) return new ApiBudgetError(operation, cause);
  if (signal?.aborted && signal.reason?.name !== 'TimeoutError') return signal.reason;
  return signal?.aborted || isTimeout(cause)
    ? new ApiTimeoutError('Upstream timed out', operation, { cause, isUnsent })
    : new ApiConnectionError('Upstream unreachable', operation, { cause, isUnsent });
}

function dispatcherFor(
  operation: Operation,
  { upstream, credentials, caller, progress, signal }: ExchangeOptions,
  course: { hasLeft: boolean },
): Dispatcher {
  const layers = [
    limitAttempts(upstream.timeoutMs, {
      onAttempt() {
        progress.requests++;
        progress.status = null;
      },
      onLeave() {
        course.hasLeft = true;
      },
      onStatus(status, headers) {
        progress.status = status;
        upstream.clock.set(headers.date);
      },
    }),
  ];
  const { budget, maxWaitMs } = upstream;
  if (budget) {
    const priority = isRead(operation) ? 'interactive' : 'mutation';
    layers.push(withinBudget(budget, { key: toKeyHash(credentials), caller, priority, maxWaitMs, signal }));
  }
  if (operation.isRepeatable || (isRead(operation) && !operation.isGuess)) {
    upstream.retryBudget.deposit();
    const isAnswered = () => progress.status !== null && progress.status < 300;
    const retry = retryReads(upstream.retryBudget, isAnswered);
    layers.push(interceptors.retry({ retry, statusCodes: RETRIED_STATUSES, throwOnError: false }));
  }
  // A connection kept alive may be closed as a write leaves, and nobody could tell whether it was processed.
  return (isRead(operation) ? upstream.reads : upstream.writes).compose(...layers);
}

/** The budget is the key's, whatever team it speaks for. */
function toKeyHash({ apiKey }: Credentials): string {
  return hash('sha256', apiKey);
}

function toTarget(operation: Operation, { url }: Upstream): { origin: string; path: string } {
  const query = operation.query === undefined ? '' : `?${toQueryString(operation.query)}`;
  return { origin: url, path: `${toPath(operation)}${query === '?' ? '' : query}` };
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
