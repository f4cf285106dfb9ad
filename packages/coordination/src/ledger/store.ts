/** A send as the stores know it: digests only. */
export interface StoredSend {
  /** Of scope and key; random for a send without a key. */
  id: string;
  account: string;
  thread: string;
  fingerprint: string;
}

/** A time-limited hold on a send. Another caller who takes the send over has another token. */
export interface Lease extends StoredSend {
  token: string;
  /** By the upstream's clock; null while that is not known. */
  attemptedAt: number | null;
}

/** What a store says to a send that wants to begin. */
export type Answer =
  /** The send is not known, and not recorded: the lease has no time. */
  | { kind: 'new' }
  | { kind: 'started' }
  | { kind: 'conflict' }
  /** The key, or another send of the thread, is unknown. */
  | { kind: 'wait' }
  | { kind: 'unconfirmed'; firstAttemptAt: number; lastAttemptAt: number }
  | { kind: 'replay'; uuid: string };

/** Times in ms, by the store's clock. */
export interface Terms {
  /** A lease that is not renewed for so long belongs to a process that died. */
  leaseMs: number;
  /** How long after an attempt with an unknown outcome a stored message may still appear: the documented assumption. */
  settleMs: number;
  /** How long a send is remembered. */
  keepMs: number;
}

/**
 * Where sends are recorded. A record is pending (an attempt is under way), sent, or unconfirmed; a pending one whose
 * lease has run out counts as unconfirmed. Each function is atomic, and throws `CoordinationUnavailable`.
 */
export interface SendStore extends AsyncDisposable {
  /** Records a new send, or takes over an unconfirmed one; answers `wait` while its key or another send of its thread is unknown. */
  begin(lease: Lease): Promise<Answer>;
  /** Makes the send pending again; false when the lease is lost. */
  attempt(lease: Lease, attemptedAt: number): Promise<boolean>;
  claim(lease: Lease, uuid: string): Promise<boolean>;
  /** Whether another send has claimed the message. */
  isOfAnother(lease: Lease, uuid: string): Promise<boolean>;
  /** Believed even where the lease is lost: the upstream has the message. */
  sent(lease: Lease, uuid: string): Promise<void>;
  /** Keeps the encrypted idempotency key of a message that was sent. */
  keepKey(lease: Lease, uuid: string, sealedKey: string): Promise<void>;
  /** What was kept for a message of this account, given by its digest. */
  sealedKey(account: string, uuid: string): Promise<string | undefined>;
  /** Forgets the send, unless the lease is lost. */
  refused(lease: Lease): Promise<void>;
  /** Ends the lease, unless it is lost, and takes the times of a pending attempt back by `aheadMs`: the first never forward. */
  unconfirmed(lease: Lease, aheadMs: number): Promise<void>;
  /** Keeps the lease from running out. An attempt under way may have left as late as the last renewal. */
  renew(lease: Lease): Promise<void>;
  check(): Promise<void>;
}

export const DEFAULT_TERMS: Terms = { leaseMs: 10_000, settleMs: 60_000, keepMs: 24 * 60 * 60 * 1_000 };
