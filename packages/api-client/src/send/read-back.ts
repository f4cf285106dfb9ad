import type { Operation } from '../operation.ts';
import type { Message, MessageSendParams } from '../resources/messages.ts';
import type { UpstreamClock } from '../upstream-clock.ts';
import { SendUnconfirmedError } from './errors.ts';
import { CoordinationUnavailable, type Send, type SendLedger } from './send-ledger.ts';
import { isSentBy } from './sent-before.ts';

/** After so long a stored message is visible: the documented assumption. */
export const VISIBLE_AFTER_MS = 60_000;

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

/** When a message was posted, by the upstream's clock. */
export interface Attempt {
  /** As the ledger has it. */
  recordedAt: number;
  /** As it is known by now. */
  at: () => number;
}

export function markAttempt(clock: UpstreamClock): Attempt {
  const at = clock.mark();
  return { recordedAt: at(), at };
}

/** The thread is read back after a doubt: what is found there is the answer. */
export async function findOrDoubt(
  params: MessageSendParams,
  send: Send,
  { recordedAt, at }: Attempt,
  options: SendOnceOptions,
  cause: unknown,
): Promise<Sent> {
  const found = await find(params, send, at, options).catch(() => undefined);
  if (found) return settle(found, send, false);
  await recorded(send.unconfirmed(recordedAt - at()));
  throw new SendUnconfirmedError(options.operation, { cause, retryAfterMs: VISIBLE_AFTER_MS });
}

/** The newest message of the thread that can be this one and that no other send has claimed. */
export async function find(
  params: MessageSendParams,
  send: Send,
  since: () => number,
  { readBack }: SendOnceOptions,
): Promise<Message | undefined> {
  const rows = await readBack(params);
  // Asked only now: the answer may be the first that tells the upstream's time.
  const candidates = rows.filter((row) => isSentBy(row, params, since()));
  for (const row of candidates.toSorted((a, b) => b.created_at.localeCompare(a.created_at))) {
    if (await send.claim(row.uuid)) return row;
  }
  return undefined;
}

export async function settle(message: Message, send: Send, isReplayed: boolean): Promise<Sent> {
  await recorded(send.sent(message.uuid));
  return { message, isReplayed };
}

/** What cannot be recorded counts as unconfirmed, and the same key then looks before it posts: the caller is told what is known. */
export async function recorded(record: Promise<void>): Promise<void> {
  await record.catch((error: unknown) => {
    if (!(error instanceof CoordinationUnavailable)) throw error;
  });
}
