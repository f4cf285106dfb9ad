/** Every value of `extensions.code`. docs/errors.md of the gateway says what to do about each. */
export type Code =
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'PAYMENT_REQUIRED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_ERROR'
  | 'SEND_UNCONFIRMED'
  | 'IDEMPOTENCY_CONFLICT'
  | 'COORDINATION_UNAVAILABLE'
  | 'QUERY_TOO_EXPENSIVE'
  | 'PERSISTED_QUERY_MISMATCH'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'SLOW_READER'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'INTERNAL_SERVER_ERROR';

/** One of the errors of an answer. */
export interface AnswerError {
  message: string;
  path?: readonly (string | number)[];
  extensions: {
    code: Code;
    /** After how many milliseconds the operation may be repeated. */
    retryAfterMs?: number;
    /** What GetSales says about the input, by the field's name in GraphQL. */
    fields?: Record<string, string[]>;
    requestId?: string;
  };
}

export interface Answer<Data> {
  data?: Data | null | undefined;
  errors?: readonly AnswerError[] | undefined;
}

/** The gateway answered with errors. `code` is that of the first; `data` is what it answered beside them. */
export class GatewayError extends Error {
  readonly code: Code;
  readonly errors: readonly AnswerError[];
  readonly data: unknown;

  constructor(first: AnswerError, { data, errors = [first] }: Answer<unknown>) {
    super(first.message);
    this.name = 'GatewayError';
    this.code = first.extensions.code;
    this.errors = errors;
    this.data = data;
  }
}

/** No answer of the gateway came: the connection broke, or something between answered in its place. */
export class NoAnswerError extends Error {
  /** Of what answered in its place. */
  readonly status: number | undefined;

  constructor(status?: number, cause?: unknown) {
    super(
      status === undefined ? 'No answer came from the gateway.' : `Something else than the gateway answered: ${status}`,
      {
        cause,
      },
    );
    this.name = 'NoAnswerError';
    this.status = status;
  }
}

/** The longest of the times that errors with one of these codes ask to wait. */
export function retryAfterMs(errors: readonly AnswerError[], codes: readonly Code[]): number | undefined {
  const times = errors
    .filter(({ extensions }) => codes.includes(extensions.code))
    .flatMap(({ extensions }) => extensions.retryAfterMs ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
