import { hash } from 'node:crypto';
import type { Operation } from '../operation.ts';
import { isDefinite } from '../outcome.ts';
import type { Message, MessageSendParams } from '../resources/messages.ts';
import type { UpstreamClock } from '../upstream-clock.ts';
import { IdempotencyConflictError, SendUnconfirmedError } from './errors.ts';
import { post } from './post.ts';
import { CoordinationUnavailable, type Send, type SendLedger } from './send-ledger.ts';
import { isAnswerTo, isSentBy } from './sent-before.ts';

/** After so long a stored message is visible: the documented assumption. */
const VISIBLE_AFTER_MS = 60_000;

export interface Sent {
  /** null for a replay whose message was deleted since. */
  message: Message | null;
  /** An earlier attempt with the same key had sent it. */
  isReplayed: boolean;
}

export interface SendOnceOptions {
  ledger: SendLedger;
  clock: UpstreamClock;
  /** Hash of API key and team. */
  account: string;
  /** Whose idempotency keys they are, where one API key serves several callers. */
  subject: string | undefined;
  /** How long to wait for another caller of the same key, or of the same thread. */
  maxWaitMs: number;
  signal: AbortSignal | undefined;
  /** One POST, by whichever path the upstream knows. */
  send: (params: MessageSendParams) => Promise<Message>;
  /** The newest messages of the thread. */
  readBack: (params: MessageSendParams) => Promise<Message[]>;
  get: (uuid: string) => Promise<Message | null>;
  /** Named by errors. */
  operation: Operation;
}

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

async function findOrDoubt(
  params: MessageSendParams,
  send: Send,
  since: number,
  options: SendOnceOptions,
  cause: unknown,
): Promise<Sent> {
  const found = await find(params, send, since, options).catch(() => undefined);
  if (found) return settle(found, send, false);
  await recorded(send.unconfirmed());
  throw new SendUnconfirmedError(options.operation, { cause, retryAfterMs: VISIBLE_AFTER_MS });
}

/** The newest message of the thread that can be this one and that no other send has claimed. */
async function find(
  params: MessageSendParams,
  send: Send,
  since: number,
  { readBack }: SendOnceOptions,
): Promise<Message | undefined> {
  const rows = await readBack(params);
  const candidates = rows.filter((row) => isSentBy(row, params, since));
  for (const row of candidates.toSorted((a, b) => b.created_at.localeCompare(a.created_at))) {
    if (await send.claim(row.uuid)) return row;
  }
  return undefined;
}

async function settle(message: Message, send: Send, isReplayed: boolean): Promise<Sent> {
  await recorded(send.sent(message.uuid));
  return { message, isReplayed };
}

/** What cannot be recorded counts as unconfirmed, and the same key then looks before it posts: the caller is told what is known. */
async function recorded(record: Promise<void>): Promise<void> {
  await record.catch((error: unknown) => {
    if (!(error instanceof CoordinationUnavailable)) throw error;
  });
}
