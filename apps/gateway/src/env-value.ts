import { z } from 'zod';

/** The longest that a timer can wait. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds that a timer can wait. */
export function milliseconds() {
  return wholeNumber(1, MAX_TIMER_MS);
}

export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  const expected =
    max === Number.MAX_SAFE_INTEGER
      ? `expected a whole number, at least ${min}`
      : `expected a whole number from ${min} to ${max}`;
  return z.string().regex(/^\d+$/, expected).transform(Number).pipe(z.number().min(min, expected).max(max, expected));
}

/** Scheme, host and port, as URLs compare; with a path, a query or a login it would not be one. */
export function origin(expected: string) {
  return z.string().transform((value, context) => {
    const url = URL.parse(value);
    if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
    context.addIssue(`expected ${expected}`);
    return z.NEVER;
  });
}

/** May hold a password: what is wrong with it is said without it. */
export function redisUrl() {
  const isRedis = (value: string) => /^rediss?:$/.test(URL.parse(value)?.protocol ?? '');
  return z.string().refine(isRedis, 'expected a URL such as redis://127.0.0.1:6379');
}

/** A secret or id that goes into a request header as it is. */
export function headerValue() {
  return z.string().regex(/^[\x21-\x7e]+$/, 'expected printable ASCII without spaces');
}

export function oneOf<const Value extends string>(...values: [Value, ...Value[]]) {
  return z.enum(values, `expected one of ${values.join(', ')}`);
}
