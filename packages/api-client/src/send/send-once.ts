import { hash } from 'node:crypto';
import { toApiError } from '../exchange/exchange.ts';
import { isDefinite } from '../outcome.ts';
import type { Message, MessageSendParams } from '../resources/messages.ts';
import { IdempotencyConflictError, SendUnconfirmedError, ThreadBusyError } from './errors.ts';
import { inTime } from './in-time.ts';
import { post } from './post.ts';
import { about, find, findOrDoubt, LOOK_AGAIN_AFTER_MS, since, VISIBLE_AFTER_MS } from './read-back.ts';
import { type Begun, CoordinationUnavailable, type Send } from './send-ledger.ts';
import { type Attempt, markAttempt, recorded, type SendOnceOptions, type Sent, settle } from './sent.ts';
import { isAnswerTo } from './thread.ts';

/** Sends a message that nobody sends again, whoever retries with the same key; without a key, that the gateway itself does not. */
export function createSendOnce(options: SendOnceOptions) {
  const { ledger, clock, account, subject, maxWaitMs, signal, get, operation } = options;

  return async (params: MessageSendParams, key?: string): Promise<Sent> => {
    if (signal?.aborted) throw toApiError(signal.reason, operation, signal, true);
    const attempt = markAttempt(clock);
    const begun = await ledger
      .begin({
        account,
        subject,
        key,
        fingerprint: hash('sha256', JSON.stringify(params)),
        leadUuid: params.lead_uuid,
        senderProfileUuid: params.sender_profile_uuid,
        attemptedAt: attempt.recordedAt,
        isDated: attempt.isDated,
        maxWaitMs,
        signal,
      })
      .catch((error: unknown) => {
        if (signal?.aborted && error === signal.reason) return { kind: 'busy' } as const;
        if (key === undefined && error instanceof CoordinationUnavailable) return { kind: 'unrecorded' } as const;
        throw error;
      });
    switch (begun.kind) {
      case 'replay':
        return { message: await get(begun.uuid), isReplayed: true };
      case 'conflict':
        throw new IdempotencyConflictError(operation);
      case 'busy':
        // With a key it may be that very send that is under way.
        if (key === undefined) throw new ThreadBusyError(operation, VISIBLE_AFTER_MS);
        throw new SendUnconfirmedError(operation, { retryAfterMs: VISIBLE_AFTER_MS });
      case 'unrecorded':
        return sendUnrecorded(params, options);
      case 'started':
        return sendRecorded(params, begun.send, attempt, options);
      case 'unconfirmed':
        return inTime(
          resume(params, begun, options),
          () => Promise.reject(new SendUnconfirmedError(operation, { retryAfterMs: LOOK_AGAIN_AFTER_MS })),
          options,
        );
    }
  };
}

async function sendRecorded(
  params: MessageSendParams,
  send: Send,
  attempt: Attempt,
  options: SendOnceOptions,
): Promise<Sent> {
  let answer: Message | undefined;
  let doubt: unknown;
  try {
    answer = await post(() => options.send(params), options.signal);
  } catch (error) {
    if (isDefinite(error, options.signal)) {
      await recorded(send.refused(), options);
      throw error;
    }
    doubt = error;
  }
  return answer && isAnswerTo(answer, params)
    ? settle(answer, send, false, options)
    : findOrDoubt(params, send, attempt, options, doubt);
}

/** The ledger is away and there is no key to keep a promise about. Whose message a read-back finds, nobody could tell. */
async function sendUnrecorded(params: MessageSendParams, { send, signal, operation }: SendOnceOptions): Promise<Sent> {
  const message = await post(() => send(params), signal).catch((cause: unknown) => {
    throw isDefinite(cause, signal) ? cause : new SendUnconfirmedError(operation, { cause });
  });
  if (!isAnswerTo(message, params)) throw new SendUnconfirmedError(operation);
  return { message, isReplayed: false };
}

/** An earlier attempt of this key ended in doubt. It is looked for, and made again only when it cannot be there. */
async function resume(
  params: MessageSendParams,
  begun: Extract<Begun, { kind: 'unconfirmed' }>,
  options: SendOnceOptions,
): Promise<Sent> {
  const { send, isDated, lastAttemptAt } = begun;
  const { clock, operation } = options;
  const doubt = async (error: ErrorOptions & { retryAfterMs?: number }) => {
    await recorded(send.unconfirmed(), options);
    return new SendUnconfirmedError(operation, error);
  };
  const attemptAgain = (attemptedAt: number) =>
    send.attempt(attemptedAt).catch((cause: unknown) => {
      throw cause instanceof CoordinationUnavailable ? new SendUnconfirmedError(operation, { cause }) : cause;
    });
  const lookedAt = clock.mark();
  const attempted = isDated ? since(() => begun.firstAttemptAt) : about(begun, clock);
  const { message, isAbsent } = await find(params, send, attempted, options).catch(async (cause: unknown) => {
    throw await doubt({ cause, retryAfterMs: LOOK_AGAIN_AFTER_MS });
  });
  if (message) return settle(message, send, true, options);
  if (!isDated) {
    // Of what is there nobody can say that it is this send's, nor that it is not: it is for a person to look.
    if (!isAbsent) throw await doubt({});
    await attemptAgain(lookedAt());
    throw await doubt({ retryAfterMs: VISIBLE_AFTER_MS });
  }
  // A message may have appeared since the thread was asked for; that moment by the clock as the answer has set it.
  const visibleInMs = Math.ceil(lastAttemptAt + VISIBLE_AFTER_MS - lookedAt());
  if (visibleInMs > 0) throw await doubt({ retryAfterMs: visibleInMs });
  // A template's text is made upstream, and may be made anew each time: it is for a person to look.
  if (!isAbsent || params.template_uuid !== undefined) throw await doubt({});
  const attempt = markAttempt(clock);
  await attemptAgain(attempt.recordedAt);
  return sendRecorded(params, send, attempt, options);
}
