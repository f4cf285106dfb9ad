import { parse } from 'qs';
import { Refusal } from './refusal.ts';
import { isObject, type JsonObject, type Route } from './route.ts';

/**
 * A query as its route takes it. `filter` may be one JSON string.
 * @throws {Refusal} for a parameter that the route does not know, while that is refused.
 */
export function toQuery(query: JsonObject, route: Route, strict: boolean): JsonObject {
  if (strict) refuseUnknown('query parameter', query, route.query);
  const { filter } = query;
  return typeof filter === 'string' ? { ...query, filter: toFilterObject(filter) } : query;
}

/** A JSON body. Other content types count as no body, so that required keys are missing. @throws {Refusal} */
export function toBody(text: string, contentType: string | undefined, route: Route, strict: boolean): JsonObject {
  if (text === '' || !/json|form-data/.test(contentType ?? '')) return {};
  const body = fromJson(text);
  if (!isObject(body)) throw new Refusal(400, 'The body must be a JSON object.');
  if (strict) refuseUnknown('body key', body, route.body);
  return body;
}

/** undefined for what is not JSON. */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toFilterObject(text: string): JsonObject {
  const filter = fromJson(text);
  if (!isObject(filter)) throw new Refusal(400, 'The filter must be a JSON object, or filter[key]=value.');
  return filter;
}

/** A misspelt name fails a test instead of being ignored. */
function refuseUnknown(what: string, given: JsonObject, known: readonly string[] | undefined): void {
  const unknown = known && Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Refusal(400, `Unknown ${what} ${unknown}.`);
}

/** Reads the query of a request target as PHP does, brackets and all. */
export function fromQueryString(target: string): JsonObject {
  const start = target.indexOf('?');
  return start === -1 ? {} : parse(target.slice(start + 1), { arrayLimit: 10_000, parameterLimit: 10_000, depth: 3 });
}
