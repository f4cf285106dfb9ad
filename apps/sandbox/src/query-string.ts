import { parse } from 'qs';
import { Refusal } from './refusal.ts';
import { isObject, type JsonObject } from './route.ts';

/** Reads a query string as PHP does, brackets and all. `filter` may be one JSON string instead. */
export function fromQueryString(text: string): JsonObject {
  const query: JsonObject = parse(text, { arrayLimit: 10_000, parameterLimit: 10_000, depth: 3 });
  return typeof query['filter'] === 'string' ? { ...query, filter: fromJson(query['filter']) } : query;
}

function fromJson(text: string): JsonObject {
  try {
    const filter: unknown = JSON.parse(text);
    if (isObject(filter)) return filter;
  } catch {}
  throw new Refusal(400, 'The filter must be a JSON object, or filter[key]=value.');
}
