import type { Message, MessageSendParams } from '../resources/messages.ts';
import { SendUnconfirmedError } from './errors.ts';
import { inTime } from './in-time.ts';
import type { Send } from './send-ledger.ts';
import { type Attempt, recorded, type SendOnceOptions, type Sent, settle } from './sent.ts';
import { createdAt, isSentBy, showsAllSince } from './thread.ts';

/** After so long a stored message is visible: the documented assumption. */
export const VISIBLE_AFTER_MS = 60_000;

/** How soon the same key may look again where the thread was not read, or not read to the end. */
export const LOOK_AGAIN_AFTER_MS = 5_000;

/** What a thread shows of a send. */
export interface Finding {
  message: Message | undefined;
  /** The thread was seen whole, as far back as the send: a message that is not there was not stored, or is not visible yet. */
  isAbsent: boolean;
}

/** The newest message of the thread that can be this one and that no other send has claimed. */
export async function find(
  params: MessageSendParams,
  send: Send,
  since: () => number,
  { readBack }: SendOnceOptions,
): Promise<Finding> {
  const page = await readBack(params);
  // Asked only now: the answer may be the first that tells the upstream's time.
  const from = since();
  const candidates = page.data.filter((row) => isSentBy(row, params, from));
  for (const message of candidates.toSorted((a, b) => createdAt(b) - createdAt(a))) {
    if (await send.claim(message.uuid)) return { message, isAbsent: false };
  }
  return { message: undefined, isAbsent: showsAllSince(page, params, from) };
}

/** The thread is read back after a doubt: what is found there is the answer, or is recorded for the same key when the operation's time is over. */
export function findOrDoubt(
  params: MessageSendParams,
  send: Send,
  { recordedAt, at }: Attempt,
  options: SendOnceOptions,
  cause: unknown,
): Promise<Sent> {
  const doubt = (retryAfterMs: number) => new SendUnconfirmedError(options.operation, { cause, retryAfterMs });
  const look = async () => {
    const finding = await find(params, send, at, options).catch(() => undefined);
    if (finding?.message) return settle(finding.message, send, false, options);
    await recorded(send.unconfirmed(recordedAt - at()), options);
    throw doubt(VISIBLE_AFTER_MS);
  };
  return inTime(look(), () => Promise.reject(doubt(LOOK_AGAIN_AFTER_MS)), options);
}
