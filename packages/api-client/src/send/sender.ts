import { ApiBodyError, ApiKeyMissingError } from '../errors.ts';
import { scopeOf } from '../exchange/credentials.ts';
import type { Operation } from '../operation.ts';
import { createRequest, type Request, type RequestOptions } from '../request.ts';
import { users } from '../resources/users.ts';
import type { Sender } from './send-once.ts';

const MAX_WAIT_MS = 25_000;

/** A caller as one who sends: the ledger is the upstream's, the requests are the caller's own. `operation` is named by errors. */
export function toSender(options: RequestOptions, operation: Operation): Sender {
  const { upstream, apiKey, teamId, subject, signal, waitUntil = () => {} } = options;
  if (!apiKey) throw new ApiKeyMissingError('No API key', operation);
  return {
    ledger: upstream.ledger,
    clock: upstream.clock,
    readClock: () => readClock(options, operation),
    account: scopeOf({ apiKey, teamId }),
    subject,
    maxWaitMs: MAX_WAIT_MS,
    signal,
    waitUntil,
  };
}

/** Reads the owner of the key, the smallest answer of all. Only the `Date` of a success is used. */
async function readClock(options: RequestOptions, operation: Operation): Promise<void> {
  const { clock } = options.upstream;
  await users(createRequest({ ...options, readPriority: 'mutation', maxAgeMs: 0 }))
    .current()
    .catch((error: unknown) => {
      if (!clock.isKnown()) throw error;
    });
  if (!clock.isKnown()) throw new ApiBodyError('Upstream does not tell its time', operation);
}

/**
 * What a read-back asks with, made anew for each of its reads: as a part of the mutation, and in its own time, since the doubt
 * may be that the caller has left, or that the operation's time is over.
 */
export function requestAfresh(options: RequestOptions): Request {
  const { upstream, apiKey = '', teamId } = options;
  // What is under way may have begun too early to see the message.
  upstream.inFlight.forget(scopeOf({ apiKey, teamId }));
  const signal = AbortSignal.timeout(upstream.timeoutMs);
  const timeLeftMs = () => upstream.timeoutMs;
  return createRequest({ ...options, readPriority: 'mutation', maxAgeMs: 0, signal, timeLeftMs });
}

/** The window of a thread's list that begins at `offset`, newest first. */
export function newestFrom(offset: number) {
  return { limit: 100, offset, order_field: 'created_at', order_type: 'desc' } as const;
}
