import type { Operation } from './operation.ts';
import { isObject } from './wire/body.ts';

/**
 * Base of everything that this package and the implementations of its ports throw, except for the caller's own abort. `cause`
 * holds the original error, if there was one.
 */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  /** undefined where no single operation failed. */
  readonly operation: Operation | undefined;

  constructor(message: string, operation?: Operation, options?: ErrorOptions) {
    super(operation ? `${message}: ${operation.method} ${operation.path}` : message, options);
    this.operation = operation;
  }
}

/** The caller brought no API key, so nothing was asked. */
export class ApiKeyMissingError extends ApiError {
  override readonly name = 'ApiKeyMissingError';
}

/** The upstream answered and refused: any status outside 2xx. */
export class ApiStatusError extends ApiError {
  override readonly name = 'ApiStatusError';
  readonly status: number;
  /** The parsed body, or its text where it is not JSON. May hold the caller's input: never log it. */
  readonly body: unknown;
  readonly requestId: string | undefined;
  /** From `Retry-After`: 0 to 60,000. */
  readonly retryAfterMs: number | undefined;

  constructor(
    operation: Operation,
    { status, body, requestId, retryAfterMs }: Pick<ApiStatusError, 'status' | 'body' | 'requestId' | 'retryAfterMs'>,
  ) {
    super(`Upstream answered ${status}`, operation);
    this.status = status;
    this.body = body;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the API itself answered, in its own envelope, and not a balancer or an unknown route before it. */
  get isFromApi(): boolean {
    return isErrorEnvelope(this.body);
  }

  /** Whether it refuses an input, and names one of these keys of the wire. */
  refuses(...keys: readonly string[]): boolean {
    const error = isObject(this.body) ? this.body['error'] : undefined;
    const data = isObject(error) ? error['data'] : undefined;
    return isObject(data) && keys.some((key) => key in data);
  }

  /** Whether the body is a page in HTML: the API speaks JSON, so a proxy or balancer before it answered. */
  get isPage(): boolean {
    return typeof this.body === 'string' && /^\s*</.test(this.body);
  }
}

/** Whether a body is the API's error envelope: `{ error: { reason, message, data }, message, code }`. */
export function isErrorEnvelope(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'reason' in error && typeof error.reason === 'string';
}

/** Something in front of the API refused the request, such as a CDN's challenge page. It says nothing about the API key. */
export class ApiBlockedError extends ApiError {
  override readonly name = 'ApiBlockedError';

  constructor(operation: Operation, status: number) {
    super(`Blocked with ${status} before the API`, operation);
  }
}

/** The upstream answered a write with 2xx and a body that refuses it. */
export class ApiRefusedError extends ApiError {
  override readonly name = 'ApiRefusedError';
  /** `skipped`: it found nothing to do. */
  readonly kind: 'refused' | 'skipped';

  constructor(operation: Operation, kind: 'refused' | 'skipped') {
    super(`Upstream answered 2xx and ${kind} it`, operation);
    this.kind = kind;
  }
}

/** The request budget cannot serve in time, so nothing was asked. */
export class ApiBudgetError extends ApiError {
  override readonly name = 'ApiBudgetError';
  /** When it could be served at the earliest; undefined for more requests than the budget has at all. */
  readonly retryAfterMs: number | undefined;
  /** Where several requests were refused before the first of them: how many, and the budget. */
  readonly plan: BudgetedPlan | undefined;

  constructor(operation: Operation, cause: { retryAfterMs: number | undefined }, plan?: BudgetedPlan) {
    super('Request budget exhausted', operation, { cause });
    this.retryAfterMs = cause.retryAfterMs;
    this.plan = plan;
  }
}

interface BudgetedPlan {
  requests: number;
  requestsPerMinute: number;
}

interface UnansweredOptions extends ErrorOptions {
  /** Nothing was written, so that the upstream cannot have processed it. */
  isUnsent: boolean;
}

/** No answer within the time limit of one attempt or of the whole operation. */
export class ApiTimeoutError extends ApiError {
  override readonly name = 'ApiTimeoutError';
  readonly isUnsent: boolean;

  constructor(message: string, operation: Operation, options: UnansweredOptions) {
    super(message, operation, options);
    this.isUnsent = options.isUnsent;
  }
}

/** No answer at all: DNS, refused, TLS, a connection that broke before the headers, or an upstream known to be down. */
export class ApiConnectionError extends ApiError {
  override readonly name = 'ApiConnectionError';
  readonly isUnsent: boolean;

  constructor(message: string, operation: Operation, options: UnansweredOptions) {
    super(message, operation, options);
    this.isUnsent = options.isUnsent;
  }
}

/** 2xx, but the body is empty, cut off, or not what it promises. This upstream answers 200 with an empty body on deep pages. */
export class ApiBodyError extends ApiError {
  override readonly name = 'ApiBodyError';
}

/** Whether it was sent is not known, and it was not found in its thread. */
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

/** Another send of the same sender to the same lead is in doubt, and this one waits for it. Nothing was sent. */
export class ThreadBusyError extends ApiError {
  override readonly name = 'ThreadBusyError';
  readonly retryAfterMs: number;

  constructor(operation: Operation, retryAfterMs: number) {
    super('Another send of this thread is in doubt', operation);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Events came faster than this listener read them. */
export class LiveTooSlowError extends ApiError {
  override readonly name = 'LiveTooSlowError';
}

/** Too much has happened since the cursor. */
export class LiveTooFarBackError extends ApiError {
  override readonly name = 'LiveTooFarBackError';
}
