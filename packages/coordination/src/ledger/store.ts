/** A send as the stores know it: digests only. */
export interface StoredSend {
  /** Of scope and key; random for a send without a key. */
  id: string;
  account: string;
  thread: string;
  fingerprint: string;
}

/** Proof that one caller holds a send: another who took it over has another token. */
export interface Hold extends StoredSend {
  token: string;
  /** By the upstream's clock; by our own where the send is not dated. */
  attemptedAt: number;
  isDated: boolean;
}

export type Answer =
  | { kind: 'started' }
  | { kind: 'conflict' }
  /** The key, or another send of the thread, is unknown. */
  | { kind: 'wait' }
  | { kind: 'unconfirmed'; firstAttemptAt: number; lastAttemptAt: number; isDated: boolean }
  | { kind: 'replay'; uuid: string };

/** Times in ms, by the store's clock. */
export interface Terms {
  /** A hold that is not renewed for so long belongs to a process that died. */
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
  begin(hold: Hold): Promise<Answer>;
  /** Makes the send pending again, and dates it; false when it is no longer held. */
  attempt(hold: Hold, attemptedAt: number): Promise<boolean>;
  claim(hold: Hold, uuid: string): Promise<boolean>;
  /** Whether another send has claimed the message. */
  isOfAnother(hold: Hold, uuid: string): Promise<boolean>;
  sent(hold: Hold, uuid: string): Promise<void>;
  /** Forgets the send, if it is still held. */
  refused(hold: Hold): Promise<void>;
  /** Lets go of the send, if it is still held; takes the times of an attempt back by `aheadMs` and dates it, where that is known. */
  unconfirmed(hold: Hold, aheadMs: number | undefined): Promise<void>;
  /** Keeps the hold from running out. An attempt under way may have left as late as the last renewal. */
  renew(hold: Hold): Promise<void>;
  check(): Promise<void>;
}

export const DEFAULT_TERMS: Terms = { leaseMs: 10_000, settleMs: 60_000, keepMs: 24 * 60 * 60 * 1_000 };
