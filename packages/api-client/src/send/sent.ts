import type { Operation } from '../operation.ts';
import type { Page } from '../page.ts';
import type { Message, MessageSendParams } from '../resources/messages.ts';
import type { UpstreamClock } from '../upstream-clock.ts';
import { inTime, type Patience } from './in-time.ts';
import { CoordinationUnavailable, type Send, type SendLedger } from './send-ledger.ts';

export interface Sent {
  /** null for a replay whose message was deleted since. */
  message: Message | null;
  /** An earlier attempt with the same key had sent it. */
  isReplayed: boolean;
}

export interface SendOnceOptions extends Patience {
  ledger: SendLedger;
  clock: UpstreamClock;
  /** Hash of API key and team. */
  account: string;
  /** Whose idempotency keys they are, where one API key serves several callers. */
  subject: string | undefined;
  /** How long to wait for another caller of the same key, or of the same thread. */
  maxWaitMs: number;
  /** One POST, by whichever path the upstream knows. */
  send: (params: MessageSendParams) => Promise<Message>;
  /** A page of the thread's messages, newest first by their creation. */
  readBack: (params: MessageSendParams, offset: number) => Promise<Page<Message>>;
  get: (uuid: string) => Promise<Message | null>;
  /** Named by errors. */
  operation: Operation;
}

/** When a message was posted, by the upstream's clock. */
export interface Attempt {
  /** As the ledger has it. */
  recordedAt: number;
  /** Whether the upstream's time was known when it was recorded. */
  isDated: boolean;
  /** As it is known by now. */
  at: () => number;
}

export function markAttempt(clock: UpstreamClock): Attempt {
  const at = clock.mark();
  return { recordedAt: at(), isDated: clock.isKnown(), at };
}

export async function settle(
  message: Message,
  send: Send,
  isReplayed: boolean,
  options: SendOnceOptions,
): Promise<Sent> {
  await recorded(send.sent(message.uuid), options);
  return { message, isReplayed };
}

/**
 * What cannot be recorded counts as unconfirmed, and the same key then looks before it posts: the caller is told what is known,
 * and at the end of the operation's time also what is not recorded yet.
 */
export async function recorded(record: Promise<void>, patience: Patience): Promise<void> {
  const attempt = record.catch((error: unknown) => {
    if (!(error instanceof CoordinationUnavailable)) throw error;
  });
  await inTime(attempt, () => Promise.resolve(), patience);
}
