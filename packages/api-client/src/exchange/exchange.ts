import { AsyncLocalStorage } from 'node:async_hooks';
import { type Dispatcher, interceptors } from 'undici';
import { BudgetExhausted, type Priority } from '../budget/request-budget.ts';
import { withinBudget } from '../budget/within-budget.ts';
import {
  ApiBlockedError,
  ApiBudgetError,
  ApiConnectionError,
  ApiRefusedError,
  ApiStatusError,
  ApiTimeoutError,
  isErrorEnvelope,
} from '../errors.ts';
import type { AttemptCause, AttemptReport, Observer } from '../observer.ts';
import { isIdempotent, isSafe, type Operation } from '../operation.ts';
import { isBlocked, isTimeout, RETRIED_STATUSES, retryReads, retryRefusedWrites } from '../retry/retry.ts';
import { retryAfterMs } from '../retry/retry-after.ts';
import type { Upstream } from '../upstream.ts';
import { UnexpectedBody } from '../wire/body.ts';
import { limitAttempts } from './attempt.ts';
import { readText } from './body-text.ts';
import type { KnownCredentials } from './credentials.ts';
import { firstOf, toHeaders, toJson, toJsonOrText, toTarget } from './http-message.ts';

/** How an operation goes, as it goes. */
export interface Progress {
  /** Attempts so far: HTTP requests, repeats included. */
  requests: number;
  /** Time that its attempts waited for the request budget, in ms. */
  waitMs: number;
  /** Time that its attempts took, in ms: each from the call for a connection to the last byte, or to the headers of a refusal. */
  wireMs: number;
  /** Status of the last answer; null when none has come. */
  status: number | null;
}

export interface ExchangeOptions {
  upstream: Upstream;
  credentials: KnownCredentials;
  /** Whose turn it takes where requests wait for the budget. */
  caller: string;
  readPriority: Priority;
  writePriority: Priority;
  /** What the operation has left of its time. */
  timeLeftMs: () => number;
  progress: Progress;
  /** Aborts a read. A write, once it has left, is only given up at the end of the operation's time. */
  signal?: AbortSignal | undefined;
}

/** Asks the upstream and returns the parsed body; reads are repeated by the policy in `retry.ts`. */
export async function exchange(operation: Operation, options: ExchangeOptions): Promise<unknown> {
  const { upstream, credentials } = options;
  const course = { hasLeft: false };
  const signal = isSafe(operation) ? options.signal : untilItLeft(options.signal, course);
  const fail = (cause: unknown) => toApiError(cause, operation, signal, !course.hasLeft);
  const headers = toHeaders(operation, credentials);
  const response = await dispatcherFor(operation, { ...options, signal }, course, headers)
    .request({
      ...toTarget(operation, upstream.url),
      method: operation.method,
      headers,
      body: operation.form?.bytes ?? (operation.body ? JSON.stringify(operation.body) : null),
      signal: signal ?? null,
    })
    .catch((cause: unknown) => {
      throw fail(cause);
    });
  const text = await readText(response).catch((cause: unknown) => {
    if (signal?.aborted || isTimeout(cause)) throw fail(cause);
    throw cause instanceof UnexpectedBody ? cause : new UnexpectedBody('cut off', { cause });
  });
  return toAnswer(operation, response, text);
}

function toAnswer(operation: Operation, { statusCode, headers }: Dispatcher.ResponseData, text: string): unknown {
  if (statusCode >= 200 && statusCode < 300) {
    const answer = toJson(text);
    const refusal = refusalIn(answer);
    if (refusal && !isSafe(operation)) throw new ApiRefusedError(operation, refusal);
    return answer;
  }
  if (isBlocked(statusCode, headers)) throw new ApiBlockedError(operation, statusCode);
  throw new ApiStatusError(operation, {
    status: statusCode,
    body: toJsonOrText(text),
    requestId: firstOf(headers['x-request-id']),
    retryAfterMs: retryAfterMs(headers),
  });
}

/** A 2xx can still refuse: by the error envelope, by `success: false`, or by `reason: "skipped"`. */
function refusalIn(answer: unknown): 'refused' | 'skipped' | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('reason' in answer && answer.reason === 'skipped' && !('uuid' in answer)) return 'skipped';
  const isRefused = isErrorEnvelope(answer) || ('success' in answer && answer.success === false);
  return isRefused ? 'refused' : undefined;
}

/** Throws the caller's own reason for an abort, unless its time is over. */
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

function untilItLeft(signal: AbortSignal | undefined, course: { hasLeft: boolean }): AbortSignal | undefined {
  if (!signal) return undefined;
  const controller = new AbortController();
  const abort = () => {
    if (!course.hasLeft || signal.reason?.name === 'TimeoutError') controller.abort(signal.reason);
  };
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}

function dispatcherFor(
  operation: Operation,
  { upstream, credentials, caller, readPriority, writePriority, timeLeftMs, progress, signal }: ExchangeOptions,
  course: { hasLeft: boolean },
  headers: Record<string, string>,
): Dispatcher {
  const mayBeRetried = isIdempotent(operation);
  const report = reportAttempts(operation, upstream.observer, progress);
  const layers = [
    limitAttempts(upstream.timeoutMs, {
      mayFollow: (status) => !operation.isProbe && (mayBeRetried ? status >= 300 : status === 429),
      signal,
      onAttempt() {
        progress.requests++;
        progress.status = null;
        // undici reads the headers of each attempt when it is dispatched.
        Object.assign(headers, report.start());
      },
      onLeave() {
        course.hasLeft = true;
      },
      onEnd(ms, error) {
        progress.wireMs += ms;
        report.end(ms, error, signal);
      },
      onStatus(status, headers) {
        progress.status = status;
        // What refuses may be a proxy, by a clock of its own.
        if (status >= 200 && status < 300) upstream.clock.set(headers.date);
      },
    }),
  ];
  const { budget, maxWaitMs } = upstream;
  if (budget) {
    const priority: Priority = isSafe(operation) ? readPriority : writePriority;
    const request = { key: credentials.keyHash, caller, priority, signal };
    const onWait = (ms: number) => {
      progress.waitMs += ms;
    };
    layers.push(withinBudget(budget, request, { maxWaitMs, timeLeftMs, onWait }));
  }
  if (!operation.isProbe) {
    const { retryBudget } = upstream.healthOf(credentials.keyHash);
    retryBudget.deposit();
    const isAnswered = () => progress.status !== null && progress.status < 300;
    const policy = mayBeRetried ? retryReads : retryRefusedWrites;
    const retry = policy(retryBudget, { isAnswered, timeLeftMs, isBudgeted: budget !== undefined });
    layers.push(interceptors.retry({ retry, statusCodes: RETRIED_STATUSES, throwOnError: false }));
  }
  // A connection kept alive may be closed as a write leaves, and nobody could tell whether it was processed.
  return (isSafe(operation) ? upstream.reads : upstream.writes).compose(...layers);
}

/** Tells the observer of each attempt, with its share of the wait. */
function reportAttempts({ method, path }: Operation, observer: Observer, progress: Progress) {
  // A repeat leaves from undici's callbacks, which belong to the connection and not to the operation.
  const inContext = observer.attemptStarted && AsyncLocalStorage.snapshot();
  let toldWaitMs = 0;
  let report: AttemptReport | undefined;
  return {
    start() {
      const started = { method, path, attempt: progress.requests, waitMs: progress.waitMs - toldWaitMs };
      toldWaitMs = progress.waitMs;
      report = started;
      return inContext?.(() => observer.attemptStarted?.(started));
    },
    end(ms: number, error: Error | undefined, signal: AbortSignal | undefined) {
      const { status } = progress;
      if (report) observer.attemptEnded?.(report, { status, cause: causeOf(status, error, signal), ms });
    },
  };
}

function causeOf(status: number | null, error: Error | undefined, signal: AbortSignal | undefined): AttemptCause {
  if (error !== undefined) {
    if (isTimeout(error) || error.name === 'TimeoutError') return 'timeout';
    return signal?.aborted ? 'aborted' : 'connection';
  }
  if (status === 429) return 'rate_limited';
  if (status === null || status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'answered';
}
