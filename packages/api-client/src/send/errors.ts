import { ApiError } from '../errors.ts';
import type { Operation } from '../operation.ts';

/** Whether the message was sent is not known, and it was not found in its thread. */
export class SendUnconfirmedError extends ApiError {
  override readonly name = 'SendUnconfirmedError';
  /** When asking again with the same key can end the doubt. */
  readonly retryAfterMs: number | undefined;

  constructor(operation: Operation, options: ErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super('Send unconfirmed', operation, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The idempotency key was used for another input. Nothing was sent. */
export class IdempotencyConflictError extends ApiError {
  override readonly name = 'IdempotencyConflictError';

  constructor(operation: Operation) {
    super('Idempotency key used for another input', operation);
  }
}

/** Another message of the same sender to the same lead is in doubt, and this one waits for it. Nothing was sent. */
export class ThreadBusyError extends ApiError {
  override readonly name = 'ThreadBusyError';
  readonly retryAfterMs: number;

  constructor(operation: Operation, retryAfterMs: number) {
    super('Another send of this thread is in doubt', operation);
    this.retryAfterMs = retryAfterMs;
  }
}
