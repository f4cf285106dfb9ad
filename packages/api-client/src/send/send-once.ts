import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ApiConnectionError,
  ApiTimeoutError,
  IdempotencyConflictError,
  SendUnconfirmedError,
  ThreadBusyError,
} from '../errors.ts';
import { toApiError } from '../exchange/exchange.ts';
import type { UpstreamClock } from '../exchange/upstream-clock.ts';
import type { Operation } from '../operation.ts';
import { isDefinite } from '../outcome.ts';
import { lookFor, type SentRow, type Thread } from './read-back.ts';
import { type Begun, CoordinationUnavailable, type Send, type SendLedger, type SendRequest } from './send-ledger.ts';

/** One thing to send: how it is posted, and how it is found again when the answer is lost. */
export interface Outgoing<Row extends SentRow> {
  /** Named by errors. */
  operation: Operation;
  /** What is sent, as JSON. A key stands for one input only. */
  input: object;
  leadUuid: string;
  senderProfileUuid: string;
  channel?: SendRequest['channel'];
  /**
   * Finds out what the request needs, and gives the request: one, which may not be repeated unless it certainly was not
   * processed. Where this fails, nothing was sent.
   */
  prepare(): Promise<Post<Row>>;
  /** Whether the answer of a post can be the row of this send at all. */
  isAnswer(row: Row): boolean;
  /** null where the row was deleted since. */
  get(uuid: string): Promise<Row | null>;
  thread: Thread<Row>;
  /** Whether it may be posted again once a minute has shown that it is not in its thread. */
  mayPostAgain: boolean;
}

export type Post<Row> = () => Promise<Row>;

/** Who sends, and what this process sends with. */
export interface Sender {
  ledger: SendLedger;
  clock: UpstreamClock;
  /** Makes the clock known by one cheap request, or throws. */
  readClock(): Promise<void>;
  /** Hash of API key and team. */
  account: string;
  /** Whose idempotency keys they are, where one API key serves several callers. */
  subject: string | undefined;
  /** How long to wait for another caller of the same key, or of the same thread. */
  maxWaitMs: number;
  signal: AbortSignal | undefined;
  /** Is given what goes on when the operation's time is over. */
  waitUntil(work: Promise<unknown>): void;
}

/** The row of a send that is certain. */
export interface Sent<Row> {
  /** null for a replay whose row was deleted since. */
  row: Row | null;
  /** An earlier attempt with the same key had sent it. */
  isReplayed: boolean;
}

/** After so long a stored message is visible: the documented assumption. */
const VISIBLE_AFTER_MS = 60_000;
/** How soon the same key may look again where the thread was not read, or not read to the end. */
const LOOK_AGAIN_AFTER_MS = 5_000;
const MAX_POSTS = 3;

/**
 * Sends once, however often the same key is used. Without a key, the gateway itself does not send again.
 *
 * ```
 * begin ┬ new ─► prepare, read the clock ─► begin
 *       ├ started ─────► post ┬ answered ─────────────► sent
 *       │                 ▲   ├ refused for certain ──► refused: the key is free
 *       │                 │   └ in doubt ─► look ┬ found ─► sent
 *       │                 │                      └ else ──► unconfirmed
 *       │    absent for 60 s
 *       ├ unconfirmed ─► look ┬ found ─────────────────► sent, replayed
 *       │                     └ else ──────────────────► unconfirmed
 *       └ replay │ conflict │ busy
 * ```
 *
 * @throws {SendUnconfirmedError} `IdempotencyConflictError`, `ThreadBusyError`, `CoordinationUnavailable`, and what the upstream
 * answered where that is definite.
 */
export async function sendOnce<Row extends SentRow>(
  outgoing: Outgoing<Row>,
  key: string | undefined,
  sender: Sender,
): Promise<Sent<Row>> {
  const { operation } = outgoing;
  const { signal } = sender;
  if (signal?.aborted) throw toApiError(signal.reason, operation, signal, true);
  const { begun, attempt, post } = await begin(outgoing, key, sender);
  switch (begun.kind) {
    case 'replay':
      return { row: await outgoing.get(begun.uuid), isReplayed: true };
    case 'conflict':
      throw new IdempotencyConflictError(operation);
    case 'busy':
      // With a key it may be that very send that is under way.
      if (key === undefined) throw new ThreadBusyError(operation, VISIBLE_AFTER_MS);
      throw new SendUnconfirmedError(operation, { retryAfterMs: VISIBLE_AFTER_MS });
    case 'unrecorded':
      return postUnrecorded(outgoing, sender);
    case 'started':
      return postRecorded(outgoing, begun.send, attempt, sender, post);
    case 'unconfirmed':
      return inTime(
        resume(outgoing, begun, sender),
        () => Promise.reject(new SendUnconfirmedError(operation, { retryAfterMs: LOOK_AGAIN_AFTER_MS })),
        sender,
      );
  }
}

type Beginning = Exclude<Begun, { kind: 'new' }> | { kind: 'unrecorded' };

/**
 * Asks the ledger. Who looks for a send after a crash knows its time from the record alone, so that a new one with a key begins
 * once the upstream's time is known. One without a key is looked for by this call only.
 */
async function begin<Row extends SentRow>(
  outgoing: Outgoing<Row>,
  key: string | undefined,
  sender: Sender,
  post?: Post<Row>,
): Promise<{ begun: Beginning; attempt: Attempt; post: Post<Row> | undefined }> {
  const { clock, ledger, account, subject, maxWaitMs, signal } = sender;
  const { leadUuid, senderProfileUuid, channel } = outgoing;
  const fingerprint = hash('sha256', JSON.stringify(outgoing.input));
  const request = { account, subject, key, fingerprint, leadUuid, senderProfileUuid, channel, maxWaitMs, signal };
  const attempt = markAttempt(clock);
  const attemptedAt = key === undefined || clock.isKnown() ? attempt.recordedAt : undefined;
  const begun = await ledger.begin({ ...request, attemptedAt }).catch((error: unknown): Beginning => {
    if (signal?.aborted && error === signal.reason) return { kind: 'busy' };
    if (key === undefined && error instanceof CoordinationUnavailable) return { kind: 'unrecorded' };
    throw error;
  });
  if (begun.kind !== 'new') return { begun, attempt, post };
  const prepared = await outgoing.prepare();
  if (!clock.isKnown()) await sender.readClock();
  return begin(outgoing, key, sender, prepared);
}

/** The send is in the ledger: whatever happens from here on, the same key looks for it before it posts. */
async function postRecorded<Row extends SentRow>(
  outgoing: Outgoing<Row>,
  send: Send,
  attempt: Attempt,
  sender: Sender,
  prepared?: Post<Row>,
): Promise<Sent<Row>> {
  let answer: Row | undefined;
  let post = prepared;
  let doubt: unknown;
  try {
    post ??= await outgoing.prepare();
    answer = await postUntilSent(post, sender.signal);
  } catch (error) {
    if (post === undefined || isDefinite(error, sender.signal)) {
      await recorded(send.refused(), sender);
      throw error;
    }
    doubt = error;
  }
  if (answer && outgoing.isAnswer(answer)) return settle(answer, send, false, sender);
  return findOrDoubt(outgoing, send, attempt, sender, doubt);
}

/** The ledger is away, and without a key nothing was promised. A read-back could find the message of another send. */
async function postUnrecorded<Row extends SentRow>(outgoing: Outgoing<Row>, { signal }: Sender): Promise<Sent<Row>> {
  const row = await postUntilSent(await outgoing.prepare(), signal).catch((cause: unknown) => {
    throw isDefinite(cause, signal) ? cause : new SendUnconfirmedError(outgoing.operation, { cause });
  });
  if (!outgoing.isAnswer(row)) throw new SendUnconfirmedError(outgoing.operation);
  return { row, isReplayed: false };
}

/**
 * Posts until an answer came or a post may have been processed: it is repeated only after a connection that was never made. A
 * 429, which proves the same, is repeated by the exchange.
 */
async function postUntilSent<Row>(post: Post<Row>, signal: AbortSignal | undefined): Promise<Row> {
  for (let posts = 1; ; posts++) {
    try {
      return await post();
    } catch (error) {
      const isUnsent = (error instanceof ApiConnectionError || error instanceof ApiTimeoutError) && error.isUnsent;
      if (!isUnsent || posts === MAX_POSTS) throw error;
      await delay(Math.random() * 200 * 2 ** posts, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** The thread is read after a doubt. What it shows once the operation's time is over is recorded for the same key. */
function findOrDoubt<Row extends SentRow>(
  { operation, thread }: Outgoing<Row>,
  send: Send,
  { recordedAt, at }: Attempt,
  sender: Sender,
  cause: unknown,
): Promise<Sent<Row>> {
  const doubt = (retryAfterMs: number) => new SendUnconfirmedError(operation, { cause, retryAfterMs });
  const look = async () => {
    const finding = await lookFor(thread, send, at).catch(() => undefined);
    if (finding?.kind === 'found') return settle(finding.row, send, false, sender);
    await recorded(send.unconfirmed(recordedAt - at()), sender);
    throw doubt(VISIBLE_AFTER_MS);
  };
  return inTime(look(), () => Promise.reject(doubt(LOOK_AGAIN_AFTER_MS)), sender);
}

/** An earlier attempt of this key ended in doubt. It is looked for, and made again only when it cannot be there. */
async function resume<Row extends SentRow>(
  outgoing: Outgoing<Row>,
  { send, firstAttemptAt, lastAttemptAt }: Extract<Begun, { kind: 'unconfirmed' }>,
  sender: Sender,
): Promise<Sent<Row>> {
  const { operation, thread, mayPostAgain } = outgoing;
  const doubt = async (error: ErrorOptions & { retryAfterMs?: number }) => {
    await recorded(send.unconfirmed(), sender);
    return new SendUnconfirmedError(operation, error);
  };
  const lookedAt = sender.clock.mark();
  const finding = await lookFor(thread, send, () => firstAttemptAt).catch(async (cause: unknown) => {
    throw await doubt({ cause, retryAfterMs: LOOK_AGAIN_AFTER_MS });
  });
  if (finding.kind === 'found') return settle(finding.row, send, true, sender);
  // A message may have appeared since the thread was asked for; that moment by the clock as the answer has set it.
  const visibleInMs = Math.ceil(lastAttemptAt + VISIBLE_AFTER_MS - lookedAt());
  if (visibleInMs > 0) throw await doubt({ retryAfterMs: visibleInMs });
  // From here on time shows nothing more: a person has to look.
  if (finding.kind === 'unclear' || !mayPostAgain) throw await doubt({});
  const attempt = markAttempt(sender.clock);
  await send.attempt(attempt.recordedAt).catch((cause: unknown) => {
    throw cause instanceof CoordinationUnavailable ? new SendUnconfirmedError(operation, { cause }) : cause;
  });
  return postRecorded(outgoing, send, attempt, sender);
}

/** When a send was posted, by the upstream's clock. */
interface Attempt {
  /** As the ledger has it. */
  recordedAt: number;
  /** As it is known by now: later answers may have set the clock. */
  at: () => number;
}

function markAttempt(clock: UpstreamClock): Attempt {
  const at = clock.mark();
  return { recordedAt: at(), at };
}

async function settle<Row extends SentRow>(row: Row, send: Send, isReplayed: boolean, sender: Sender) {
  await recorded(send.sent(row.uuid), sender);
  return { row, isReplayed };
}

/**
 * What cannot be recorded counts as unconfirmed, and the same key then looks before it posts: the caller is told what is known,
 * and at the end of the operation's time also what is not recorded yet.
 */
async function recorded(record: Promise<void>, sender: Sender): Promise<void> {
  const attempt = record.catch((error: unknown) => {
    if (!(error instanceof CoordinationUnavailable)) throw error;
  });
  await inTime(attempt, () => Promise.resolve(), sender);
}

/**
 * What `work` comes to or, where the operation's time is over before, what `late` says: the work then goes on to its end by
 * itself. A caller who leaves ends nothing.
 */
function inTime<T>(work: Promise<T>, late: () => Promise<T>, { signal, waitUntil }: Sender): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const end = () => {
      if (signal.reason?.name !== 'TimeoutError') return;
      waitUntil(work);
      resolve(late());
    };
    signal.addEventListener('abort', end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
    if (signal.aborted) end();
  });
}
