import type { Query } from './query.ts';

/** One upstream call as plain data. Checked against `openapi.yaml` by a test. */
export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path template as the reference writes it: `/leads/api/leads/{uuid}`. */
  path: string;
  /** Values of the path's parameters. */
  params?: Record<string, string>;
  query?: Query;
  body?: object;
  /** A read that the upstream takes as POST: safe to repeat, abort and join. Every GET is one. */
  readsByPost?: boolean;
  /** A write that does the same when it is done twice: repeated like a read. */
  isRepeatable?: boolean;
  /** A guess at what the upstream takes: a failure is an answer, so it is asked once. */
  isGuess?: boolean;
  /** The answer may be kept for a while: an unfiltered list of a collection that is small and changes seldom. */
  isCacheable?: boolean;
}

/** Whether the operation changes nothing upstream, so that it may be repeated, aborted and joined. */
export function isRead({ method, readsByPost }: Operation): boolean {
  return method === 'GET' || readsByPost === true;
}

/** The operation's path with its parameters filled in. */
export function toPath({ path, params }: Operation): string {
  return path.replace(/\{(\w+)\}/g, (placeholder, name: string) => encodeURIComponent(params?.[name] ?? placeholder));
}
