import {
  ApiBudgetError,
  ApiConnectionError,
  type ApiError,
  ApiKeyMissingError,
  ApiStatusError,
  ApiTimeoutError,
} from '@getsales-gateway/api-client';
import { GraphQLError } from 'graphql';
import { toFields } from './refused-fields.ts';

interface Verdict {
  code: string;
  message: string;
}

const REFUSED = { code: 'BAD_USER_INPUT', message: 'GetSales refuses this input.' };
const UNAUTHENTICATED = { code: 'UNAUTHENTICATED', message: 'A valid GetSales API key is needed.' };
const RATE_LIMITED = { code: 'RATE_LIMITED', message: 'GetSales takes no more requests with this API key for now.' };
const TIMEOUT = { code: 'UPSTREAM_TIMEOUT', message: 'GetSales did not answer in time.' };
const UNAVAILABLE = { code: 'UPSTREAM_UNAVAILABLE', message: 'GetSales cannot be reached.' };
const BROKEN = { code: 'UPSTREAM_ERROR', message: 'GetSales failed to answer.' };

const BY_STATUS: Record<number, Verdict> = {
  400: REFUSED,
  401: UNAUTHENTICATED,
  402: { code: 'PAYMENT_REQUIRED', message: 'The GetSales plan does not cover this.' },
  403: { code: 'FORBIDDEN', message: 'GetSales does not allow this with the API key in use.' },
  404: { code: 'NOT_FOUND', message: 'GetSales has nothing under this id.' },
  409: { code: 'CONFLICT', message: 'GetSales holds something that conflicts with this.' },
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
  return new GraphQLError(message, { originalError: error, extensions: { code, ...detailsOf(error, code) } });
}

function verdictOn(error: ApiError): Verdict {
  if (error instanceof ApiStatusError) return BY_STATUS[error.status] ?? BROKEN;
  if (error instanceof ApiKeyMissingError) return UNAUTHENTICATED;
  if (error instanceof ApiBudgetError) return RATE_LIMITED;
  if (error instanceof ApiTimeoutError) return TIMEOUT;
  if (error instanceof ApiConnectionError) return UNAVAILABLE;
  return BROKEN;
}

function detailsOf(error: ApiError, code: string): object {
  if (error instanceof ApiBudgetError) return { retryAfterMs: error.retryAfterMs };
  if (!(error instanceof ApiStatusError)) return {};
  if (code === 'RATE_LIMITED') return { retryAfterMs: Math.ceil(error.retryAfterMs ?? LONGEST_RATE_LIMIT_MS) };
  if (code === 'BAD_USER_INPUT') return { fields: toFields(error.body) };
  return {};
}
