import { fromQueryString } from './query-string.ts';
import { Refusal } from './refusal.ts';
import { isObject, type JsonObject, type Route } from './route.ts';

/** The query of a request target. @throws {Refusal} for a parameter that the route does not know, where that is refused. */
export function toQuery(target: string, route: Route, strict: boolean): JsonObject {
  const query = fromQueryString(target.split('?', 2)[1] ?? '');
  if (strict) refuseUnknown('query parameter', query, route.query);
  return query;
}

/** A JSON body; other types count as no body, so that what is required is found missing. @throws {Refusal} */
export function toBody(text: string, contentType: string | undefined, route: Route, strict: boolean): JsonObject {
  if (text === '' || !contentType?.includes('json')) return {};
  const body = parse(text);
  if (!isObject(body)) throw new Refusal(400, 'The body must be a JSON object.');
  if (strict) refuseUnknown('body key', body, route.body);
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
}

/** Loud, so that a misspelt name fails a test instead of being ignored. */
function refuseUnknown(what: string, given: JsonObject, known: readonly string[] | undefined): void {
  const unknown = known && Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Refusal(400, `Unknown ${what} ${unknown}.`);
}
