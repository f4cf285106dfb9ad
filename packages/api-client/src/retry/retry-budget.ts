import { createLossCounter } from './lost-connection.ts';

/** Keeps retries to a share of the traffic, so that they do not bury an upstream that is in trouble. */
export interface RetryBudget {
  /** Notes a first attempt. */
  deposit(): void;
  /** Whether a retry may be sent; true counts it. Reads that broke with one connection count once, by `error`. */
  withdraw(error?: unknown): boolean;
}

/** Retries that a quiet gateway may make. Idle time saves up no more than that. */
const MAX_SAVED = 10;

/** `share` 0.2 lets one request in five be a retry. */
export function createRetryBudget(share: number): RetryBudget {
  let saved = MAX_SAVED;
  const losses = createLossCounter();
  return {
    deposit() {
      saved = Math.min(MAX_SAVED, saved + share);
    },
    withdraw(error) {
      if (!losses.isNew(error)) return true;
      if (saved < 1) return false;
      saved--;
      return true;
    },
  };
}
