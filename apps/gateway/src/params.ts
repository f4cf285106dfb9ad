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

/** Reduces a request to the parameters of GraphQL over HTTP, of which the text may be missing, and refuses values that cannot be sent upstream.
 * `takesIds` where documents are known by an id.
 */
export function useParams({ takesIds }: { takesIds: boolean }): Plugin {
  return {
    onParams({ params, setParams }) {
      setParams(toParams(params, takesIds));
    },
  };
}

/**
 * The GraphQL request in a body or query string. Unknown properties are ignored: clients add some for other servers.
 *
 * @throws {GraphQLError} when it is not a GraphQL request, or a variable has a value that JSON or Unicode cannot represent.
 */
export function toParams(body: unknown, takesIds = false): GraphQLParams {
  if (!isRecord(body))
    throw badRequest(Array.isArray(body) ? 'Batching is not supported.' : 'The body is not a JSON object.');
  const { query: given, variables, operationName } = body;
  const query = given == null || given === '' ? undefined : given;
  const extensions = query === undefined && takesIds ? withDocumentId(body) : body['extensions'];
  if (query === undefined && !(isRecord(extensions) && isRecord(extensions['persistedQuery']))) {
    throw badRequest('Must provide query string.');
  }
  if (query !== undefined && typeof query !== 'string') throw badRequest('`query` is no string.');
  if (operationName != null && typeof operationName !== 'string') throw badRequest('`operationName` is no string.');
  if (variables != null && !isRecord(variables)) throw badRequest('`variables` is no object.');
  if (extensions != null && !isRecord(extensions)) throw badRequest('`extensions` is no object.');
  for (const [name, value] of Object.entries(variables ?? {})) checkValue(value, name);
  return {
    ...(query !== undefined && { query }),
    ...(operationName && { operationName }),
    ...(variables != null && { variables }),
    ...(extensions != null && { extensions }),
  };
}

/** The id of a document, as Relay and GraphQL over HTTP name it, in the place where Apollo's clients put it. */
function withDocumentId({ extensions, documentId, doc_id, id }: Record<string, unknown>): unknown {
  const known = [documentId, doc_id, id].find((each) => typeof each === 'string');
  if (known === undefined) return extensions;
  const persistedQuery = { version: 1, sha256Hash: known.replace(/^sha256:/, '') };
  return { persistedQuery, ...(isRecord(extensions) && extensions) };
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
