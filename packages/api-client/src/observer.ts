import type { Priority } from './request-budget.ts';

/** What a report about the request budget names. */
export interface SlotReport {
  /** SHA-256 of the API key. */
  key: string;
  priority: Priority;
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
}
