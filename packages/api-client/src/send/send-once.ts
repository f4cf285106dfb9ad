import { hash } from 'node:crypto';
import { isDefinite } from '../outcome.ts';
import type { Message, MessageSendParams } from '../resources/messages.ts';
import { IdempotencyConflictError, SendUnconfirmedError } from './errors.ts';
import { post } from './post.ts';
import { find, findOrDoubt, recorded, type SendOnceOptions, type Sent, settle, VISIBLE_AFTER_MS } from './read-back.ts';
import { CoordinationUnavailable, type Send } from './send-ledger.ts';
import { isAnswerTo } from './sent-before.ts';

/** Sends a message that nobody sends again, whoever retries with the same key; without a key, that the gateway itself does not. */
export function createSendOnce(options: SendOnceOptions) {
  const { ledger, clock, account, subject, maxWaitMs, signal, get, operation } = options;

  return async (params: MessageSendParams, key?: string): Promise<Sent> => {
    const attemptedAt = clock.now();
    const begun = await ledger
      .begin({
        account,
        subject,
        key,
        fingerprint: hash('sha256', JSON.stringify(params)),
        leadUuid: params.lead_uuid,
        senderProfileUuid: params.sender_profile_uuid,
        attemptedAt,
        maxWaitMs,
        signal,
      })
      .catch((error: unknown) => {
        if (key === undefined && error instanceof CoordinationUnavailable) return { kind: 'unrecorded' } as const;
        throw error;
      });
    switch (begun.kind) {
      case 'replay':
        return { message: await get(begun.uuid), isReplayed: true };
      case 'conflict':
        throw new IdempotencyConflictError(operation);
      case 'busy':
        throw new SendUnconfirmedError(operation, { retryAfterMs: VISIBLE_AFTER_MS });
      case 'unrecorded':
        return sendUnrecorded(params, options);
      case 'started':
        return sendRecorded(params, begun.send, attemptedAt, options);
      case 'unconfirmed':
        return resume(params, begun, options);
    }
  };
}

async function sendRecorded(
  params: MessageSendParams,
  send: Send,
  attemptedAt: number,
  options: SendOnceOptions,
): Promise<Sent> {
  let answer: Message | undefined;
  let doubt: unknown;
  try {
    answer = await post(() => options.send(params), options.signal);
  } catch (error) {
    if (isDefinite(error, options.signal)) {
      await recorded(send.refused());
      throw error;
    }
    doubt = error;
  }
  return answer && isAnswerTo(answer, params)
    ? settle(answer, send, false)
    : findOrDoubt(params, send, attemptedAt, options, doubt);
}

/** The ledger is away and there is no key to keep a promise about. Whose message a read-back finds, nobody could tell. */
async function sendUnrecorded(params: MessageSendParams, { send, signal, operation }: SendOnceOptions): Promise<Sent> {
  try {
    return { message: await post(() => send(params), signal), isReplayed: false };
  } catch (cause) {
    throw isDefinite(cause, signal) ? cause : new SendUnconfirmedError(operation, { cause });
  }
}

/** An earlier attempt of this key ended in doubt. It is looked for, and made again only when it cannot be there. */
async function resume(
  params: MessageSendParams,
  { send, firstAttemptAt, lastAttemptAt }: { send: Send; firstAttemptAt: number; lastAttemptAt: number },
  options: SendOnceOptions,
): Promise<Sent> {
  const { clock, operation } = options;
  const visibleInMs = lastAttemptAt + VISIBLE_AFTER_MS - clock.now();
  const found = await find(params, send, firstAttemptAt, options).catch(async (cause: unknown) => {
    await recorded(send.unconfirmed());
    throw new SendUnconfirmedError(operation, { cause });
  });
  if (found) return settle(found, send, true);
  // A template's text is made upstream, and may be made anew each time: it is for a person to look.
  if (visibleInMs > 0 || params.template_uuid !== undefined) {
    await recorded(send.unconfirmed());
    throw new SendUnconfirmedError(operation, { retryAfterMs: Math.max(0, visibleInMs) });
  }
  const attemptedAt = clock.now();
  await send.attempt(attemptedAt);
  return sendRecorded(params, send, attemptedAt, options);
}
