import {
  ApiBlockedError,
  ApiBudgetError,
  ApiConnectionError,
  type ApiError,
  ApiKeyMissingError,
  ApiRefusedError,
  ApiStatusError,
  ApiTimeoutError,
  CoordinationUnavailable,
  GATEWAY_STATUSES,
  IdempotencyConflictError,
  LiveTooFarBackError,
  LiveTooSlowError,
  SendUnconfirmedError,
  ThreadBusyError,
} from '@getsales-gateway/api-client';
import type { GraphQLError, GraphQLErrorExtensions } from 'graphql';
import { type Code, refuse } from './codes.ts';
import { toFields } from './refused-fields.ts';

interface Verdict {
  code: Code;
  message: string;
}

const REFUSED: Verdict = { code: 'BAD_USER_INPUT', message: 'GetSales refuses this input.' };
const UNAUTHENTICATED: Verdict = { code: 'UNAUTHENTICATED', message: 'A valid GetSales API key is needed.' };
const RATE_LIMITED: Verdict = {
  code: 'RATE_LIMITED',
  message: 'GetSales takes no more requests with this API key for now.',
};
const TIMEOUT: Verdict = { code: 'UPSTREAM_TIMEOUT', message: 'GetSales did not answer in time.' };
const UNAVAILABLE: Verdict = { code: 'UPSTREAM_UNAVAILABLE', message: 'GetSales cannot be reached.' };
const UNCONFIRMED: Verdict = {
  code: 'SEND_UNCONFIRMED',
  message:
    'It is not known whether the message was sent. Ask again with the same idempotency key, or look at the thread.',
};
const KEY_CONFLICT: Verdict = {
  code: 'IDEMPOTENCY_CONFLICT',
  message: 'This idempotency key was used for another message.',
};
const THREAD_BUSY: Verdict = {
  code: 'CONFLICT',
  message: 'Another message of this sender to this lead is in doubt: nothing was sent.',
};
const NO_LEDGER: Verdict = {
  code: 'COORDINATION_UNAVAILABLE',
  message: 'Sends with an idempotency key cannot be recorded at present: nothing was sent.',
};
const SKIPPED: Verdict = { code: 'CONFLICT', message: 'GetSales skipped this: nothing was changed.' };
const TOO_SLOW: Verdict = {
  code: 'SLOW_READER',
  message: 'Events came faster than they were read. Subscribe again with the last cursor in `after`.',
};
const TOO_FAR_BACK: Verdict = {
  code: 'QUERY_TOO_EXPENSIVE',
  message:
    'More than 5,000 rows came or changed since the cursor in `after`. Read them with a query, and subscribe without `after`.',
};
const BROKEN: Verdict = { code: 'UPSTREAM_ERROR', message: 'GetSales failed to answer.' };

const BY_STATUS: Record<number, Verdict> = {
  400: REFUSED,
  401: UNAUTHENTICATED,
  402: { code: 'PAYMENT_REQUIRED', message: 'The GetSales plan does not cover this.' },
  403: { code: 'FORBIDDEN', message: 'GetSales does not allow this with the API key in use.' },
  404: { code: 'NOT_FOUND', message: 'GetSales has nothing under this id.' },
  409: { code: 'CONFLICT', message: 'GetSales holds something that conflicts with this.' },
  413: { code: 'BAD_USER_INPUT', message: 'GetSales takes nothing as large as this.' },
  422: REFUSED,
  429: RATE_LIMITED,
  502: UNAVAILABLE,
  503: UNAVAILABLE,
  504: TIMEOUT,
};

/** The upstream counts requests by the minute: after one, the wait is over whatever caused it. */
const LONGEST_RATE_LIMIT_MS = 60_000;

/**
 * The error a client sees for an upstream failure: fixed text, and for refused input the fields that were refused. The upstream's
 * own words stay in `originalError`, for the log.
 */
export function toGraphQLError(error: ApiError): GraphQLError {
  const { code, message } = verdictOn(error);
  return refuse(code, message, detailsOf(error, code), error);
}

function verdictOn(error: ApiError): Verdict {
  if (error instanceof CoordinationUnavailable) return NO_LEDGER;
  if (error instanceof ApiStatusError) return verdictOnStatus(error);
  if (error instanceof ApiBlockedError) return UNAVAILABLE;
  if (error instanceof ApiRefusedError) return error.kind === 'skipped' ? SKIPPED : BROKEN;
  if (error instanceof ApiKeyMissingError) return UNAUTHENTICATED;
  if (error instanceof ApiBudgetError) {
    return error.plan && error.retryAfterMs === undefined ? tooExpensive(error.plan) : RATE_LIMITED;
  }
  if (error instanceof SendUnconfirmedError) return UNCONFIRMED;
  if (error instanceof IdempotencyConflictError) return KEY_CONFLICT;
  if (error instanceof ThreadBusyError) return THREAD_BUSY;
  if (error instanceof LiveTooSlowError) return TOO_SLOW;
  if (error instanceof LiveTooFarBackError) return TOO_FAR_BACK;
  if (error instanceof ApiTimeoutError) return TIMEOUT;
  if (error instanceof ApiConnectionError) return UNAVAILABLE;
  return BROKEN;
}

/**
 * Only the API itself knows what does not exist: any other 404 is a balancer's or an unknown route's. A page in HTML is never the
 * API's verdict on the caller's input either.
 */
function verdictOnStatus({ status, isFromApi, isPage }: ApiStatusError): Verdict {
  if (status === 404 && !isFromApi) return BROKEN;
  if (isPage && status < 500 && status !== 413 && status !== 429) return BROKEN;
  return BY_STATUS[status] ?? (GATEWAY_STATUSES.includes(status) ? UNAVAILABLE : BROKEN);
}

function tooExpensive({ requests, requestsPerMinute }: NonNullable<ApiBudgetError['plan']>): Verdict {
  const message =
    `This takes ${requests} requests at once; GetSales allows ${requestsPerMinute} a minute, of which a tenth is kept for writes. ` +
    'Ask for fewer rows at a time.';
  return { code: 'QUERY_TOO_EXPENSIVE', message };
}

function detailsOf(error: Error, code: Code): GraphQLErrorExtensions {
  if ('retryAfterMs' in error && !(error instanceof ApiStatusError)) return { retryAfterMs: error.retryAfterMs };
  if (!(error instanceof ApiStatusError)) return {};
  if (code === 'RATE_LIMITED') return { retryAfterMs: Math.ceil(error.retryAfterMs ?? LONGEST_RATE_LIMIT_MS) };
  if (code === 'BAD_USER_INPUT') return { fields: toFields(error.body, error.operation) };
  return {};
}
