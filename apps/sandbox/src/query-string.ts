import { parse } from 'qs';
import type { JsonObject } from './route.ts';

/** Reads the query of a request target as PHP does, brackets and all. */
export function fromQueryString(target: string): JsonObject {
  const start = target.indexOf('?');
  return start === -1 ? {} : parse(target.slice(start + 1), { arrayLimit: 10_000, parameterLimit: 10_000, depth: 3 });
}
