import { ApiError } from '../errors.ts';

/** One message or e-mail that is to be sent. Nothing of it is stored but hashes and times. */
export interface SendRequest {
  /** SHA-256 over API key and Team-ID. Threads and claimed messages belong to it. */
  account: string;
  /** Mode `jwt`: issuer and subject, so that one caller's idempotency keys are not another's. */
  subject?: string | undefined;
  /** The caller's idempotency key. */
  key?: string | undefined;
  /** Hash of the input after its ids are normalised. */
  fingerprint: string;
  leadUuid: string;
  senderProfileUuid: string;
  /** What is sent, where it is no LinkedIn message. Sends of one kind to one lead by one sender are one thread. */
  channel?: 'email' | 'schedule' | undefined;
  /**
   * Now, in epoch ms by the upstream's clock: what a read-back compares `created_at` with. undefined while the upstream has not
   * told its time: a send that is new is then not begun.
   */
  attemptedAt: number | undefined;
  /** How long to wait for the same key's first caller, and for another send of the thread. */
  maxWaitMs: number;
  signal?: AbortSignal | undefined;
}

/** What the ledger says to a send that wants to begin. */
export type Begun =
  /** Nothing is known of this key, and nothing is recorded: `attemptedAt` is needed to begin. */
  | { kind: 'new' }
  /** The record is written: post now. */
  | { kind: 'started'; send: Send }
  /**
   * An earlier attempt of this key may have been stored: read back first, and call `attempt` before posting again. Both times
   * are by the upstream's clock: when the first attempt was recorded, and the latest moment at which the last can have left.
   */
  | { kind: 'unconfirmed'; send: Send; firstAttemptAt: number; lastAttemptAt: number }
  /** It was sent. The row is read anew by its uuid: the ledger keeps no text, and so no answer. */
  | { kind: 'replay'; uuid: string }
  /** The key was used for another input. */
  | { kind: 'conflict' }
  /** `maxWaitMs` went by while the same key, or another unknown send of the thread, was under way. */
  | { kind: 'busy' };

/**
 * A send that this process leases: nobody else sends its key, or in its thread, until it is settled by one of `sent`,
 * `refused`, `unconfirmed`. When its process dies the lease runs out, and the send counts as unconfirmed.
 * Each function throws `CoordinationUnavailable`; what could not be recorded then counts as unconfirmed too.
 */
export interface Send {
  /**
   * Records a further attempt before it leaves, by the upstream's clock.
   *
   * @throws {CoordinationUnavailable} also when the lease is lost: then the send must not be posted.
   */
  attempt(attemptedAt: number): Promise<void>;
  /** Claims a message found by a read-back; false when another send has claimed it. */
  claim(uuid: string): Promise<boolean>;
  /** Whether another send has claimed the message. */
  isOfAnother(uuid: string): Promise<boolean>;
  /** The upstream has it: what the same key is answered with for 24 h. Claims the message. */
  sent(uuid: string): Promise<void>;
  /** Nothing was sent, for certain: frees the key and the thread. */
  refused(): Promise<void>;
  /**
   * The outcome stays unknown. The thread stays closed to other sends until a stored message would be visible (60 s).
   * `aheadMs`: how far the recorded times of this attempt turned out to be ahead of the upstream's clock; 0 unless said.
   */
  unconfirmed(aheadMs?: number): Promise<void>;
}

/** Port: a message is sent once per idempotency key, across retries, restarts and replicas. */
export interface SendLedger extends AsyncDisposable {
  /**
   * Writes the record before the request leaves, so that a kill at any moment leaves nothing sent or a record of a possible send.
   *
   * @throws {CoordinationUnavailable} A send with a key is refused then. One without may go unrecorded, but must not be
   * read back: without the ledger nobody knows whose message is found.
   */
  begin(request: SendRequest): Promise<Begun>;
  /** The idempotency key of the send that made a message; undefined for a message or a key of anybody else. */
  keyOf(message: Pick<SendRequest, 'account' | 'subject'> & { uuid: string }): Promise<string | undefined>;
  /** @throws {CoordinationUnavailable} when the store cannot be reached: for readiness. */
  check(): Promise<void>;
}

/** The store that replicas, or a process and its successor, agree by is gone, full or read-only. `cause` says which. */
export class CoordinationUnavailable extends ApiError {
  override readonly name = 'CoordinationUnavailable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, undefined, options);
  }
}
