import type { Message, MessageSendParams } from '../resources/messages.ts';
import type { UpstreamClock } from '../upstream-clock.ts';
import { SendUnconfirmedError } from './errors.ts';
import { inTime } from './in-time.ts';
import type { Begun, Send } from './send-ledger.ts';
import { type Attempt, recorded, type SendOnceOptions, type Sent, settle } from './sent.ts';
import { createdAt, isCreatedWithin, isEqualTo, mayBeCreatedSince, readThread, type ThreadRead } from './thread.ts';

/** After so long a stored message is visible: the documented assumption. */
export const VISIBLE_AFTER_MS = 60_000;

/** How soon the same key may look again where the thread was not read, or not read to the end. */
export const LOOK_AGAIN_AFTER_MS = 5_000;

/** When the message of a send was created, by the upstream's clock; asked for once the thread has answered, which may be the first to tell the time. */
export interface Attempted {
  from: () => number;
  to: () => number;
  /** Nothing earlier can be the message. Otherwise these times are a guess: only what lies within them is the message, and only a thread without any like it proves that it is not there. */
  isDated: boolean;
}

export function since(from: () => number): Attempted {
  return { from, to: () => Number.POSITIVE_INFINITY, isDated: true };
}

/** Times of a clock that the upstream had not set yet: right, if ours is as far from the upstream's as that was. */
export function about(
  { firstAttemptAt, lastAttemptAt }: Pick<Extract<Begun, { kind: 'unconfirmed' }>, 'firstAttemptAt' | 'lastAttemptAt'>,
  clock: UpstreamClock,
): Attempted {
  return { from: clock.mark(firstAttemptAt), to: clock.mark(lastAttemptAt + VISIBLE_AFTER_MS), isDated: false };
}

/** What a thread shows of a send. */
export interface Finding {
  message: Message | undefined;
  /**
   * True when no message of the thread can be this one, whatever its text: the upstream may fill in, escape, cut or drop it.
   * The message was then not stored, or is not visible yet.
   */
  isAbsent: boolean;
}

/** The newest message of the thread that has the content of this send and that no other send has claimed. */
export async function find(
  params: MessageSendParams,
  send: Send,
  { from, to, isDated }: Attempted,
  { readBack }: SendOnceOptions,
): Promise<Finding> {
  const earliest = () => (isDated ? from() : Number.NEGATIVE_INFINITY);
  const tried = new Set<string>();
  let thread: ThreadRead = { rows: [], isComplete: false };
  for await (thread of readThread((offset) => readBack(params, offset), params, earliest)) {
    const candidates = thread.rows.filter((row) => isEqualTo(row, params) && isCreatedWithin(row, from(), to()));
    for (const message of candidates.toSorted((a, b) => createdAt(b) - createdAt(a))) {
      if (tried.has(message.uuid)) continue;
      if (await send.claim(message.uuid)) return { message, isAbsent: false };
      tried.add(message.uuid);
    }
  }
  return { message: undefined, isAbsent: thread.isComplete && (await areOthers(thread.rows, send, earliest())) };
}

/** Whether all messages since `earliest` belong to other sends. */
async function areOthers(rows: Message[], send: Send, earliest: number): Promise<boolean> {
  for (const row of rows) {
    if (mayBeCreatedSince(row, earliest) && !(await send.isOfAnother(row.uuid))) return false;
  }
  return true;
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
    const finding = await find(params, send, since(at), options).catch(() => undefined);
    if (finding?.message) return settle(finding.message, send, false, options);
    await recorded(send.unconfirmed(options.clock.isKnown() ? recordedAt - at() : undefined), options);
    throw doubt(VISIBLE_AFTER_MS);
  };
  return inTime(look(), () => Promise.reject(doubt(LOOK_AGAIN_AFTER_MS)), options);
}
