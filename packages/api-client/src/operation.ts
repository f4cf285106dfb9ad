import type { Form } from './wire/form.ts';
import type { Query } from './wire/query.ts';

/** One upstream call as plain data. Checked against `openapi.yaml` by a test. */
export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path template as the reference writes it: `/leads/api/leads/{uuid}`. */
  path: string;
  /** Values of the path's parameters. */
  params?: Record<string, string>;
  query?: Query;
  body?: object;
  /** A form in place of `body`. */
  form?: Form;
  /** A read that the upstream takes as POST: safe to repeat, abort and join. Every GET is one. */
  readsByPost?: boolean;
  /** A write that does the same when it is done twice: repeated like a read. */
  isIdempotent?: boolean;
  /** A write after which kept answers of small collections are still true: it makes no list, tag, stage or sender. */
  keepsCollections?: boolean;
  /** Its refusal is an expected answer: it is asked once. */
  isProbe?: boolean;
  /** The answer may be kept for a while: an unfiltered list of a collection that is small and changes seldom. */
  isCacheable?: boolean;
}

/** RFC 9110: whether the operation changes nothing upstream, so that it may be repeated, aborted and joined. */
export function isSafe({ method, readsByPost }: Operation): boolean {
  return method === 'GET' || readsByPost === true;
}

/** RFC 9110: whether the operation does the same when it is done twice. Every safe one does. */
export function isIdempotent(operation: Operation): boolean {
  return isSafe(operation) || operation.isIdempotent === true;
}

/** Whether another try may follow a failure. After a 429, which proves that nothing was done, other writes are tried again too. */
export function mayRetry(operation: Operation): boolean {
  return isIdempotent(operation) && !operation.isProbe;
}

/** The operation's path with its parameters filled in. */
export function toPath({ path, params }: Operation): string {
  return path.replace(/\{(\w+)\}/g, (placeholder, name: string) => encodeURIComponent(params?.[name] ?? placeholder));
}
