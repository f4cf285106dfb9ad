import { ApiError } from '@getsales-gateway/api-client';
import { type Code, toGraphQLError } from '@getsales-gateway/schema';
import { GraphQLError, type GraphQLErrorExtensions, isValueNode, Kind } from 'graphql';

type Verdict = Pick<GraphQLError, 'message' | 'extensions'>;

export const UNEXPECTED_CODE: Code = 'INTERNAL_SERVER_ERROR';
const BAD_INPUT: Code = 'BAD_USER_INPUT';

/** graphql-js quotes values in its messages, which may be as large as the request. */
const MAX_MESSAGE_LENGTH = 1_000;

/** 400 whatever the client accepts: the request is not a GraphQL request. */
const NOT_JSON = { code: BAD_INPUT, http: { status: 400 } };

/** 400, or 200 where the client accepts only `application/json`, as GraphQL over HTTP specifies. */
const MISFIT = { code: BAD_INPUT, http: { status: 400, spec: true } };

/** Yoga's codes and the documented ones. */
const CODE_BY_YOGAS: Record<string, Code> = {
  BAD_REQUEST: BAD_INPUT,
  OPERATION_RESOLUTION_FAILURE: 'GRAPHQL_VALIDATION_FAILED',
};

/**
 * The error that a client sees for anything thrown: a documented code, and only fixed text and the caller's own input. The thrown
 * error stays in `originalError`, for the log.
 */
export function maskError(thrown: unknown): GraphQLError {
  const cause = toCause(thrown);
  const { message, extensions } = verdictOn(thrown, cause);
  const { nodes, source, positions, path } = thrown instanceof GraphQLError ? thrown : {};
  const originalError = cause instanceof Error ? cause : null;
  return new GraphQLError(message.slice(0, MAX_MESSAGE_LENGTH), {
    nodes,
    source,
    positions,
    path,
    originalError,
    extensions,
  });
}

function verdictOn(thrown: unknown, cause: unknown): Verdict {
  if (cause instanceof ApiError) return toGraphQLError(cause);
  // Yoga parses the variables of a GET without a catch.
  if (thrown instanceof SyntaxError) return { message: 'Variables are not JSON.', extensions: NOT_JSON };
  if (thrown instanceof GraphQLError) {
    const { message, extensions } = thrown;
    if (cause instanceof GraphQLError && typeof extensions['code'] === 'string') {
      return { message, extensions: { ...(thrown.path === undefined && MISFIT), ...translate(extensions) } };
    }
    if (isAboutRequest(thrown, cause)) return { message, extensions: MISFIT };
    if (cause instanceof GraphQLError && isAboutArgument(thrown)) return { message, extensions: { code: BAD_INPUT } };
  }
  // An answer to a mutation must not have a status that makes a router repeat it.
  return { message: 'Unexpected error.', extensions: { code: UNEXPECTED_CODE, http: { status: 200 } } };
}

/** Whether graphql-js refuses the request before it executes a field, for example for the value of a variable. */
function isAboutRequest({ path, nodes = [] }: GraphQLError, cause: unknown): boolean {
  return path === undefined && (cause instanceof GraphQLError || nodes[0]?.kind === Kind.VARIABLE_DEFINITION);
}

/** Whether graphql-js refuses an argument. Otherwise its error is about a result that does not fit the schema. */
function isAboutArgument({ nodes = [] }: GraphQLError): boolean {
  return nodes[0] !== undefined && isValueNode(nodes[0]);
}

/** Yoga quotes a body that is not JSON in `originalError`. */
function translate({ originalError, ...extensions }: GraphQLErrorExtensions): GraphQLErrorExtensions {
  if (originalError !== undefined) return NOT_JSON;
  const code = String(extensions['code']);
  return { ...extensions, code: CODE_BY_YOGAS[code] ?? code };
}

function toCause(thrown: unknown): unknown {
  return thrown instanceof GraphQLError && thrown.originalError ? toCause(thrown.originalError) : thrown;
}
