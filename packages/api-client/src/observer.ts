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

/**
 * Port: is told what happens inside, so that metrics and traces are added in one place each. Every method is optional, is called
 * at once and must be quick. Nothing that it is told holds a key, a token or a text.
 */
export interface Observer {
  /** The budget let a request leave, after `waitedMs`: nearly 0 where nobody had to wait. */
  slotGranted?(report: SlotReport & { waitedMs: number }): void;
  /** The budget could not serve a request in time. */
  slotRefused?(report: SlotReport & { retryAfterMs: number | undefined }): void;
  /** The upstream shut an API key by a 429; `retryAfterMs` is what it said. */
  keyShut?(report: { key: string; retryAfterMs: number | undefined }): void;
  /** An API key, named by its SHA-256, found the upstream down: its requests fail at once from now on. */
  breakerOpened?(report: { key: string }): void;
  /** The upstream answers this API key again. */
  breakerClosed?(report: { key: string }): void;
  /** A new send is written to the ledger, and its request may leave. */
  sendRecorded?(report: SendReport): void;
  /** An earlier attempt of the same key had sent it: nothing is sent. */
  sendReplayed?(report: SendReport): void;
  /** The ledger knows the message of a send, by the upstream's answer or by reading it back. */
  sendConfirmed?(report: SendReport): void;
  /** Nobody knows whether the message was sent. */
  sendUnconfirmed?(report: SendReport): void;
  /** It is certain that nothing was sent. */
  sendRefused?(report: SendReport): void;
}
