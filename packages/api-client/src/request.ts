import { UnexpectedBody } from './body.ts';
import { ApiBodyError, ApiKeyMissingError } from './errors.ts';
import { type Credentials, exchange, type Progress, toApiError } from './exchange.ts';
import { isRead, type Operation } from './operation.ts';
import type { Upstream } from './upstream.ts';

/** Performs one operation and reads its body. `read` throws `UnexpectedBody` for what is not its answer. */
export type Request = <T>(operation: Operation, read: (body: unknown) => T) => Promise<T>;

/** One operation as it went, for logs and prices. */
export interface UpstreamCall extends Progress {
  method: string;
  /** Path template: holds no ids. */
  path: string;
  /** Rows in the answer; null where it is not made of rows. */
  rows: number | null;
  ms: number;
  /** Whether it was answered by an equal read of the same caller's key that was under way, for no request of its own. */
  isJoined: boolean;
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

const BODY_TRIES = 3;

export function createRequest({ upstream, apiKey, teamId, signal, onCall }: RequestOptions): Request {
  return async (operation, read) => {
    if (!apiKey) throw new ApiKeyMissingError('No API key', operation);
    const { method, path } = operation;
    const call: UpstreamCall = { method, path, requests: 0, status: null, rows: null, ms: 0, isJoined: false };
    const ask = (isRead(operation) ? askJoined : askAlone)(operation, upstream, { apiKey, teamId }, call);
    const startedAt = performance.now();
    try {
      const answer = await withBodyTries(operation, async () => {
        signal?.throwIfAborted();
        return read(await ask(signal));
      });
      call.rows = rowsIn(answer);
      return answer;
    } catch (error) {
      throw error === signal?.reason ? toApiError(error, operation, signal) : error;
    } finally {
      call.ms = performance.now() - startedAt;
      onCall?.(call);
    }
  };
}

type Ask = (signal: AbortSignal | undefined) => Promise<unknown>;

function askJoined(operation: Operation, upstream: Upstream, credentials: Credentials, call: UpstreamCall): Ask {
  return (signal) => {
    call.isJoined = true;
    return upstream.inFlight.join(scopeOf(credentials), JSON.stringify(operation), signal, (shared) => {
      call.isJoined = false;
      return exchange(operation, upstream, credentials, call, shared);
    });
  };
}

function askAlone(operation: Operation, upstream: Upstream, credentials: Credentials, call: UpstreamCall): Ask {
  return () =>
    exchange(operation, upstream, credentials, call).finally(() => upstream.inFlight.forget(scopeOf(credentials)));
}

/** Reads are shared by those who bring the same key and team, and by nobody else. */
function scopeOf({ apiKey, teamId = '' }: Credentials): string {
  return JSON.stringify([apiKey, teamId]);
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

function rowsIn(answer: unknown): number | null {
  if (Array.isArray(answer)) return answer.length;
  if (typeof answer !== 'object' || answer === null) return null;
  return 'data' in answer && Array.isArray(answer.data) ? answer.data.length : 1;
}
