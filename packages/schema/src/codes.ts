import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

/** Every value of `extensions.code`. docs/errors.md says what a client does with each. */
export const CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'PAYMENT_REQUIRED',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_ERROR',
  'SEND_UNCONFIRMED',
  'IDEMPOTENCY_CONFLICT',
  'COORDINATION_UNAVAILABLE',
  'QUERY_TOO_EXPENSIVE',
  'PERSISTED_QUERY_MISMATCH',
  'PERSISTED_QUERY_NOT_FOUND',
  'SLOW_READER',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'INTERNAL_SERVER_ERROR',
] as const;

export type Code = (typeof CODES)[number];

/** The only way to make an error with a code. `extensions` are sent to the client, except for `http`, which sets the status. */
export function refuse(
  code: Code,
  message: string,
  extensions: GraphQLErrorExtensions = {},
  originalError: Error | null = null,
): GraphQLError {
  return new GraphQLError(message, { originalError, extensions: { ...extensions, code } });
}
