import type { Priority } from './budget/request-budget.ts';

/** What a report about the request budget names. */
export interface SlotReport {
  /** SHA-256 of the API key. */
  key: string;
  priority: Priority;
}

/** What a report about a send names. Nothing tells the key, the thread or the text. */
export interface SendReport {
  /** SHA-256 over API key and Team-ID. */
  account: string;
  /** Whether the caller gave an idempotency key. */
  hasKey: boolean;
}

/** An operation of the client that has ended. */
export interface CallReport {
  /** Path template: holds no ids. */
  path: string;
  /**
   * Where the answer came from: a request of its own; an equal read of the same key that was under way; an answer that was
   * kept; or one kept for longer than it should be, since the upstream failed.
   */
  source: 'upstream' | 'joined' | 'cached' | 'stale';
}

/** One HTTP request to the upstream. The same object is told at its start and at its end. */
export interface AttemptReport {
  method: string;
  /** Path template: holds no ids. */
  path: string;
  /** 1 for the first attempt of an operation. */
  attempt: number;
  /** How long it waited for the request budget. */
  waitMs: number;
}

/**
 * How an attempt ended: with an answer below 400, by 429, by another refusal (4xx), by a failure (5xx), without an answer in time,
 * with a connection that failed, or because nobody waits for it any more.
 */
export type AttemptCause = 'answered' | 'rate_limited' | 'refused' | 'failed' | 'timeout' | 'connection' | 'aborted';

export interface AttemptEnd {
  /** Null where no answer came. */
  status: number | null;
  cause: AttemptCause;
  /** From the call for a connection to the last byte, or to the head of an answer that may be followed by another attempt. */
  ms: number;
}

/**
 * Port: is told what happens inside, so that metrics and traces are added in one place each. Every method is optional, is called
 * at once and must be quick. Nothing that it is told holds a key, a token or a text.
 */
export interface Observer {
  /** A request wants a slot of the budget. One of the next three follows. */
  slotAsked?(report: SlotReport): void;
  /** The budget granted a slot after `waitedMs`, which is nearly 0 if it was free. */
  slotGranted?(report: SlotReport & { waitedMs: number }): void;
  /** The budget could not serve a request in time. */
  slotRefused?(report: SlotReport & { retryAfterMs: number | undefined }): void;
  /** The caller left before it had a slot. */
  slotGivenUp?(report: SlotReport): void;
  /** The upstream shut an API key by a 429; `retryAfterMs` is what it said. */
  keyShut?(report: { key: string; retryAfterMs: number | undefined }): void;
  /** An API key, named by its SHA-256, found the upstream down: its requests fail at once from now on. */
  breakerOpened?(report: { key: string }): void;
  /** The upstream answers this API key again. */
  breakerClosed?(report: { key: string }): void;
  /** A request leaves. The headers that it returns are added to it. */
  attemptStarted?(report: AttemptReport): Record<string, string> | undefined;
  attemptEnded?(report: AttemptReport, end: AttemptEnd): void;
  /** An operation of the client has ended, whether its answer came from the upstream or was kept. */
  callEnded?(report: CallReport): void;
  /** A new send is written to the ledger, and its request may leave. */
  sendRecorded?(report: SendReport): void;
  /** An earlier attempt of the same key had sent it: nothing is sent. */
  sendReplayed?(report: SendReport): void;
  /** The ledger knows the message of a send, by the upstream's answer or by reading it back. */
  sendConfirmed?(report: SendReport): void;
  /** It is unknown whether the message was sent. */
  sendUnconfirmed?(report: SendReport): void;
  /** It is certain that nothing was sent. */
  sendRefused?(report: SendReport): void;
}
