import { refuse } from '@getsales-gateway/schema';
import type { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { MAX_NESTING } from './documents.ts';

/** 400 whatever the client accepts: the request is not a GraphQL request. */
const NOT_UNDERSTOOD = { http: { status: 400 } };

/** 400, or 200 where the client accepts only `application/json`, as GraphQL over HTTP specifies. */
const MISFIT = { http: { status: 400, spec: true } };

/**
 * Properties of one object in variables, those of the objects directly within it included. graphql-js quotes an object as far as
 * that in each of up to 50 errors, which takes seconds for an object as large as a body may be.
 */
const MAX_PROPERTIES = 1_000;

/** Reduces a request to the parameters of GraphQL over HTTP, and refuses values that cannot be sent upstream. */
export function useParams(): Plugin {
  return {
    onParams({ params, setParams }) {
      setParams(toParams(params));
    },
  };
}

/**
 * The GraphQL request in a body or query string. Unknown properties are ignored: clients add some for other servers.
 *
 * @throws {GraphQLError} when it is not a GraphQL request, or a variable has a value that JSON or Unicode cannot represent.
 */
export function toParams(body: unknown): GraphQLParams {
  if (!isRecord(body))
    throw badRequest(Array.isArray(body) ? 'Batching is not supported.' : 'The body is not a JSON object.');
  const { query, variables, operationName, extensions } = body;
  if (query == null || query === '') {
    // Apollo's and urql's clients recognise the code or the message, and send the text.
    throw isRecord(extensions) && isRecord(extensions['persistedQuery'])
      ? refuse('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', { http: { status: 200 } })
      : badRequest('Must provide query string.');
  }
  if (typeof query !== 'string') throw badRequest('`query` is no string.');
  if (operationName != null && typeof operationName !== 'string') throw badRequest('`operationName` is no string.');
  if (variables != null && !isRecord(variables)) throw badRequest('`variables` is no object.');
  if (extensions != null && !isRecord(extensions)) throw badRequest('`extensions` is no object.');
  for (const [name, value] of Object.entries(variables ?? {})) checkValue(value, name);
  return {
    query,
    ...(operationName && { operationName }),
    ...(variables != null && { variables }),
    ...(extensions != null && { extensions }),
  };
}

/** An infinite number would become null in JSON, and a lone surrogate cannot be encoded in a URL. */
function checkValue(value: unknown, name: string, nesting = 0): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw misfit(name, 'holds a number that is too large');
  if (typeof value === 'string') checkText(value, name);
  if (typeof value !== 'object' || value === null) return;
  if (nesting > MAX_NESTING) throw misfit(name, `nests more than ${MAX_NESTING} deep`);
  if (Array.isArray(value)) {
    for (const item of value) checkValue(item, name, nesting + 1);
    return;
  }
  if (countProperties(value) > MAX_PROPERTIES)
    throw misfit(name, `has an object of more than ${MAX_PROPERTIES} properties`);
  for (const [key, item] of Object.entries(value)) {
    checkText(key, name);
    checkValue(item, name, nesting + 1);
  }
}

function countProperties(object: object): number {
  const items = Object.values(object);
  return items.reduce<number>((sum, item) => (isRecord(item) ? sum + Object.keys(item).length : sum), items.length);
}

function checkText(text: string, name: string): void {
  if (!text.isWellFormed()) throw misfit(name, 'holds half of a surrogate pair, which is not valid Unicode');
}

function misfit(name: string, fault: string): GraphQLError {
  return refuse('BAD_USER_INPUT', `Variable "$${name.toWellFormed().slice(0, 100)}" ${fault}.`, MISFIT);
}

function badRequest(message: string): GraphQLError {
  return refuse('BAD_USER_INPUT', message, NOT_UNDERSTOOD);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
