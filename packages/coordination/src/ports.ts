/** Who goes first when the budget is short: mutations, then what a caller waits for, then bulk work and prefetches. */
export type Priority = 'mutation' | 'interactive' | 'background';

/** One upstream request that wants to leave. */
export interface SlotRequest {
  /** SHA-256 of the API key whose budget it is. */
  key: string;
  /** Whose turn it takes: waiting callers of one priority are served in turn, however much each of them asks. */
  caller: string;
  priority: Priority;
  /** The shorter of `UPSTREAM_MAX_WAIT_MS` and what is left of the operation's time. */
  maxWaitMs: number;
  /** Leaves the queue when it aborts; `acquire` then rejects with its reason. */
  signal?: AbortSignal | undefined;
}

/** How a request ended. `status` is null when no answer came: a time-out, a broken connection. */
export interface SlotOutcome {
  status: number | null;
  /** From `Retry-After`. */
  retryAfterMs?: number | undefined;
}

/** The right to make one upstream request now. It is used until 60 s after its release, so it must be released. */
export interface Slot {
  /** Ends the request. Without an outcome the request never left, and the slot is free at once. Only the first call counts. */
  release(outcome?: SlotOutcome): void;
}

/** Port: what keeps an API key within its requests per minute, in any 60 s, whichever instant the upstream counts. */
export interface RequestBudget extends AsyncDisposable {
  /** @throws {BudgetExhausted} at once, when the wait cannot be met. */
  acquire(request: SlotRequest): Promise<Slot>;
  /**
   * Asks before its first request whether a plan can start all its requests in time. Holds nothing: who comes between
   * the question and the requests stands in the same queue.
   *
   * @throws {BudgetExhausted} when it cannot.
   */
  afford(plan: Omit<SlotRequest, 'signal'>, requests: number): Promise<void>;
}

/** One message that is to be sent. Nothing of it is stored but hashes and times. */
export interface SendRequest {
  /** SHA-256 over API key and Team-ID: threads and claimed messages are told apart by it. */
  account: string;
  /** Mode `jwt`: issuer and subject, so that one caller's idempotency keys are not another's. */
  subject?: string | undefined;
  /** The caller's idempotency key. */
  key?: string | undefined;
  /** `toDigest` of the input after its ids are normalised. */
  fingerprint: string;
  leadUuid: string;
  senderProfileUuid: string;
  /** Now, in epoch ms by the upstream's clock as far as it is known: what a read-back compares `created_at` with. */
  attemptedAt: number;
  /** How long to wait for the same key's first caller, and for another send of the thread. */
  maxWaitMs: number;
  signal?: AbortSignal | undefined;
}

/** What the ledger says to a send that wants to begin. */
export type Begun =
  /** The record is written: post now. */
  | { kind: 'started'; send: Send }
  /** An earlier attempt of this key may have been stored: read back first, and call `attempt` before posting again. */
  | { kind: 'unconfirmed'; send: Send; firstAttemptAt: number; lastAttemptAt: number }
  /** It was sent. The row is read anew by its uuid: the ledger keeps no text, and so no answer. */
  | { kind: 'replay'; uuid: string }
  /** The key was used for another input. */
  | { kind: 'conflict' }
  /** `maxWaitMs` went by while the same key, or another unknown send of the thread, was under way. */
  | { kind: 'busy' };

/**
 * A send that this process holds: nobody else sends its key, or in its thread, until it is settled by one of `sent`,
 * `refused`, `unconfirmed`. A holder that vanishes is found out by its lease, and its send counts as unconfirmed.
 * Each function throws `CoordinationUnavailable`; what could not be recorded then counts as unconfirmed too.
 */
export interface Send {
  /**
   * Records a further attempt before it leaves.
   *
   * @throws {CoordinationUnavailable} also when the send is no longer held: then it must not be posted.
   */
  attempt(attemptedAt: number): Promise<void>;
  /** Claims a message found by a read-back; false when another send has claimed it. */
  claim(uuid: string): Promise<boolean>;
  /** The upstream has it: what the same key is answered with for 24 h. Claims the message. */
  sent(uuid: string): Promise<void>;
  /** Nothing was sent, for certain: frees the key and the thread. */
  refused(): Promise<void>;
  /** The outcome stays unknown. The thread stays closed to other sends until a stored message would be visible (60 s). */
  unconfirmed(): Promise<void>;
}

/** Port: what makes a message be sent once per idempotency key, whoever retries, across restarts and replicas. */
export interface SendLedger extends AsyncDisposable {
  /**
   * Writes the record before the request leaves, so that a kill at any moment leaves nothing sent or a record of a possible send.
   *
   * @throws {CoordinationUnavailable} A send with a key is refused then. One without may go unrecorded, but must not be
   * read back: without the ledger nobody knows whose message is found.
   */
  begin(request: SendRequest): Promise<Begun>;
  /** @throws {CoordinationUnavailable} when the store cannot be reached: for readiness. */
  check(): Promise<void>;
}
