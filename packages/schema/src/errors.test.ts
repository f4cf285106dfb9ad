import {
  ApiBodyError,
  ApiBudgetError,
  ApiConnectionError,
  ApiKeyMissingError,
  ApiStatusError,
  ApiTimeoutError,
  CoordinationUnavailable,
  IdempotencyConflictError,
  SendUnconfirmedError,
} from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { toGraphQLError } from './errors.ts';

const operation = { method: 'GET', path: '/leads/api/leads' } as const;

function refusal(status: number, { body, retryAfterMs }: { body?: unknown; retryAfterMs?: number } = {}) {
  return new ApiStatusError(operation, { status, body, requestId: undefined, retryAfterMs });
}

it.each([
  [400, 'BAD_USER_INPUT'],
  [401, 'UNAUTHENTICATED'],
  [402, 'PAYMENT_REQUIRED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [409, 'CONFLICT'],
  [422, 'BAD_USER_INPUT'],
  [429, 'RATE_LIMITED'],
  [500, 'UPSTREAM_ERROR'],
  [502, 'UPSTREAM_UNAVAILABLE'],
  [503, 'UPSTREAM_UNAVAILABLE'],
  [504, 'UPSTREAM_TIMEOUT'],
  [418, 'UPSTREAM_ERROR'],
])('answers status %i with %s, in words of ours', (status, code) => {
  const body = { error: { reason: 'a_reason', message: 'words of theirs' }, message: 'words of theirs' };
  const error = toGraphQLError(refusal(status, { body }));
  expect(error.extensions['code']).toBe(code);
  expect(JSON.stringify(error)).not.toContain('theirs');
});

it.each([400, 402, 404, 409, 422])('takes a page in HTML with status %i for no verdict of GetSales', (status) => {
  const body = '<html><h1>nginx</h1></html>';
  expect(toGraphQLError(refusal(status, { body })).extensions).toEqual({ code: 'UPSTREAM_ERROR' });
});

it('takes a 404 for an answer about a row only where GetSales itself says so', () => {
  const body = { message: 'The route could not be found.' };
  expect(toGraphQLError(refusal(404, { body })).extensions['code']).toBe('UPSTREAM_ERROR');
});

it.each([520, 522, 525, 530])('answers the status %i of a CDN with UPSTREAM_UNAVAILABLE', (status) => {
  expect(toGraphQLError(refusal(status, { body: '<html>' })).extensions['code']).toBe('UPSTREAM_UNAVAILABLE');
});

it.each([
  [new ApiKeyMissingError('No API key', operation), 'UNAUTHENTICATED'],
  [new ApiTimeoutError('Slow', operation, { isUnsent: false }), 'UPSTREAM_TIMEOUT'],
  [new ApiConnectionError('Gone', operation, { isUnsent: true }), 'UPSTREAM_UNAVAILABLE'],
  [new ApiBodyError('Empty', operation), 'UPSTREAM_ERROR'],
  [new IdempotencyConflictError(operation), 'IDEMPOTENCY_CONFLICT'],
  [new CoordinationUnavailable('Gone'), 'COORDINATION_UNAVAILABLE'],
])('answers %s with %s', (error, code) => {
  expect(toGraphQLError(error).extensions).toEqual({ code });
});

it('tells which fields were refused', () => {
  const body = { error: { data: { 'lead.work_email': ['Not an address.'] } } };
  expect(toGraphQLError(refusal(422, { body })).extensions).toEqual({
    code: 'BAD_USER_INPUT',
    fields: { 'lead.workEmail': ['Not an address.'] },
  });
});

it('tells when to come again, and a minute where the upstream does not', () => {
  expect(toGraphQLError(refusal(429, { retryAfterMs: 1_500.2 })).extensions['retryAfterMs']).toBe(1_501);
  expect(toGraphQLError(refusal(429)).extensions['retryAfterMs']).toBe(60_000);
});

it.each([
  [new ApiBudgetError(operation, { retryAfterMs: 900 }), 'RATE_LIMITED'],
  [new SendUnconfirmedError(operation, { retryAfterMs: 900 }), 'SEND_UNCONFIRMED'],
])('answers %s with %s and when to ask again', (error, code) => {
  expect(toGraphQLError(error).extensions).toEqual({ code, retryAfterMs: 900 });
});

it('keeps the cause for the log', () => {
  const cause = refusal(500);
  expect(toGraphQLError(cause).originalError).toBe(cause);
});
