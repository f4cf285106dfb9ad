import type { Priority } from './budget/request-budget.ts';
import type { AgeLimits } from './cache/cache-store.ts';
import { ApiKeyMissingError, ApiStatusError } from './errors.ts';
import { type KnownCredentials, toKnown } from './exchange/credentials.ts';
import { type ExchangeOptions, exchange, type Progress, toApiError } from './exchange/exchange.ts';
import type { CallReport } from './observer.ts';
import { isSafe, type Operation } from './operation.ts';
import { isUpstreamFailure } from './outcome.ts';
import { withBodyTries } from './retry/retry.ts';
import type { Upstream } from './upstream.ts';
import { isObject, UnexpectedBody } from './wire/body.ts';

/** Performs one operation and reads its body. `read` throws `UnexpectedBody` for what is not its answer. */
export type Request = <T>(operation: Operation, read: (body: unknown) => T) => Promise<T>;

/** One operation as it went, for logs and prices. */
export interface UpstreamCall extends Progress, CallReport {
  method: string;
  /** Rows in the answer; null where it is not made of rows. */
  rows: number | null;
  /** Rows of the answer that cannot be read and are left out. */
  unreadableRows?: number;
  /** The whole operation. What `waitMs` and `wireMs` leave of it are pauses between attempts and a read of others that it joined. */
  ms: number;
  /** Whether the upstream failed, after all repeats. */
  isFailed?: boolean;
  /** Age of an answer that was kept, in ms since it was asked for. */
  ageMs?: number;
}

/** The caller, its time, and who gets the report. */
export interface RequestOptions {
  upstream: Upstream;
  /** The API key; without one every request throws `ApiKeyMissingError`. */
  apiKey: string | undefined;
  teamId?: string | undefined;
  /** Whose idempotency keys they are, where one API key serves several callers. */
  subject?: string | undefined;
  /** Whose turn it takes where requests wait for the budget. */
  caller?: string;
  /** The class of its reads where requests wait for the budget; `interactive` unless said. */
  readPriority?: Priority;
  /**
   * How old an answer may be that this process has kept for the same key and team, in ms. 0, the default, asks for everything
   * but small collections, which have an age limit of their own.
   */
  maxAgeMs?: number;
  /** The class of its writes; `mutation` unless said. */
  writePriority?: Priority;
  /** Whether a read may join an equal one that is under way and began earlier; true unless said. */
  joinsReads?: boolean;
  /** What the operation has left of its time: nothing waits longer for the budget. */
  timeLeftMs?: () => number;
  /** Aborts reads, and keeps writes from leaving. A write that has left is carried to its end, or to that of the operation's time. */
  signal?: AbortSignal;
  /** Is given what goes on when the caller was answered at the end of the operation's time: a process that stops waits for it. */
  waitUntil?: (work: Promise<unknown>) => void;
  onCall?: (call: UpstreamCall) => void;
}

/** Performs operations for one caller: reads are shared, writes are alone, and both are guarded by the key's breaker. */
export function createRequest({
  upstream,
  apiKey,
  teamId,
  caller = '',
  readPriority = 'interactive',
  maxAgeMs,
  writePriority = 'mutation',
  joinsReads = true,
  timeLeftMs = () => Number.POSITIVE_INFINITY,
  signal,
  onCall,
}: RequestOptions): Request {
  let known: KnownCredentials | undefined;
  return async (operation, readBody) => {
    const read = (body: unknown) => ofSameRow(readBody(body), operation);
    if (!apiKey) throw new ApiKeyMissingError('No API key', operation);
    known ??= toKnown({ apiKey, teamId });
    const { keyHash } = known;
    const { method, path } = operation;
    const progress: Progress = { requests: 0, waitMs: 0, wireMs: 0, status: null };
    const call: UpstreamCall = { method, path, ...progress, rows: null, ms: 0, source: 'upstream' };
    const ask = (isSafe(operation) ? (joinsReads ? askShared : askAfresh) : askAlone)(
      operation,
      {
        upstream,
        credentials: known,
        caller,
        readPriority,
        writePriority,
        maxAgeMs,
        timeLeftMs,
        progress: call,
      },
      call,
      read,
    );
    const startedAt = performance.now();
    try {
      const answer = await withBodyTries(operation, upstream.healthOf(keyHash).retryBudget, async () => {
        signal?.throwIfAborted();
        return read(await ask(signal));
      });
      call.rows = rowsIn(answer);
      const holes = holesIn(answer);
      if (holes > 0) call.unreadableRows = holes;
      return answer;
    } catch (error) {
      if (isUpstreamFailure(error)) call.isFailed = true;
      if (isDenied(error)) await upstream.events.publish('keyRefused', { key: keyHash });
      throw error === signal?.reason ? toApiError(error, operation, signal, true) : error;
    } finally {
      call.ms = performance.now() - startedAt;
      onCall?.(call);
      upstream.observer.callEnded?.(call);
    }
  };
}

interface AskOptions extends ExchangeOptions {
  maxAgeMs: number | undefined;
}

type Ask = (signal: AbortSignal | undefined) => Promise<unknown>;

/** `check` throws for a body that is not worth keeping. */
function askShared(
  operation: Operation,
  options: AskOptions,
  call: UpstreamCall,
  check: (body: unknown) => unknown,
): Ask {
  const { inFlight, cacheStore } = options.upstream;
  const { keyHash, scope } = options.credentials;
  const { breaker } = options.upstream.healthOf(keyHash);
  const key = JSON.stringify(operation);
  const join = (signal: AbortSignal | undefined) => {
    call.source = 'joined';
    // Of another class it may wait behind who is served after this one.
    const caller = { signal, timeLeftMs: options.timeLeftMs };
    return inFlight.join(scope, `${options.readPriority} ${key}`, caller, (read) => {
      call.source = 'upstream';
      return breaker.guard(operation, () => exchange(operation, { ...options, ...read }));
    });
  };
  const limits = { ...toAgeLimits(operation, options), mayKeep: () => call.source === 'upstream' };
  if (limits.maxAgeMs === 0) return join;
  const cacheKey = {
    key: options.credentials.keyHash,
    scope,
    question: key,
    isCollection: operation.isCacheable === true,
  };
  return async (signal) => {
    const { answer, freshness, ageMs } = await cacheStore.read(cacheKey, limits, async () => {
      const body = await join(signal);
      check(body);
      return body;
    });
    if (freshness !== 'asked') {
      call.source = freshness;
      call.ageMs = ageMs;
    }
    return answer;
  };
}

/** A small collection is kept for every caller; other rows only for callers who take older answers. */
function toAgeLimits({ isCacheable }: Operation, { upstream, maxAgeMs }: AskOptions): AgeLimits {
  if (!isCacheable) return { maxAgeMs: maxAgeMs ?? 0, mayBeStale: false };
  const ttlMs = upstream.smallCollectionTtlMs;
  return { maxAgeMs: maxAgeMs ? Math.min(maxAgeMs, ttlMs) : ttlMs, mayBeStale: true };
}

function askAfresh(operation: Operation, options: ExchangeOptions): Ask {
  const { breaker } = options.upstream.healthOf(options.credentials.keyHash);
  return (signal) => breaker.guard(operation, () => exchange(operation, { ...options, signal }));
}

function askAlone(operation: Operation, options: ExchangeOptions): Ask {
  const { events } = options.upstream;
  const { keyHash, scope } = options.credentials;
  const { breaker } = options.upstream.healthOf(keyHash);
  return async (signal) => {
    try {
      return await breaker.guard(operation, () => exchange(operation, { ...options, signal }));
    } finally {
      await events.publish('scopeWritten', { scope, ...(operation.keepsCollections && { keepsCollections: true }) });
    }
  };
}

function isDenied(error: unknown): boolean {
  return error instanceof ApiStatusError && (error.status === 401 || error.status === 403);
}

function holesIn(answer: unknown): number {
  const isPage = typeof answer === 'object' && answer !== null && 'holes' in answer;
  return isPage && Array.isArray(answer.holes) ? answer.holes.length : 0;
}

/** What was read, unless it is another row than the one that was asked for or written. @throws UnexpectedBody */
function ofSameRow<T>(answer: T, { params = {} }: Operation): T {
  const [[name = '', uuid = ''] = [], ...others] = Object.entries(params);
  const isOfRow = others.length === 0 && /^(?:uuid|flowUuid)$/.test(name);
  if (isOfRow && isObject(answer) && typeof answer['uuid'] === 'string' && answer['uuid'] !== uuid.toLowerCase()) {
    throw new UnexpectedBody('another row');
  }
  return answer;
}

function rowsIn(answer: unknown): number | null {
  if (Array.isArray(answer)) return answer.length;
  if (typeof answer !== 'object' || answer === null) return null;
  return 'data' in answer && Array.isArray(answer.data) ? answer.data.length : 1;
}
