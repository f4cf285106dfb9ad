import type { ApiClient } from '@getsales-gateway/api-client';
import type { GraphQLError } from 'graphql';

/** Who sends a request, as its credentials say. */
export interface Caller {
  /** SHA-256 of the upstream key in use; undefined where the caller brings none. */
  keyHash: string | undefined;
  /** Whom a token names; undefined where callers bring no tokens. */
  subject: string | undefined;
  /** Why no field is answered: the token is missing or not valid, or its team has no key. */
  refusal?: GraphQLError | undefined;
  /** What a token allows; undefined where nothing limits the caller but the upstream key. */
  scopes: readonly string[] | undefined;
}

/** A part of an operation that may take several upstream requests. */
export interface Step {
  /** A page of a list, pages of the children of several parents, or a batch of references. */
  kind: 'connection' | 'children' | 'references';
  /** Such as `Query.leads`, or the type of the references. */
  name: string;
  /** Parents or references. */
  count?: number;
}

/** What every resolver gets. Made anew for each GraphQL request. */
export interface Context {
  /** The upstream, bound to the caller. */
  api: ApiClient;
  /** Absent if the call does not come over HTTP. */
  caller?: Caller;
  /** Logs what an operator should know of the upstream. Called without any data of the caller. */
  warn?: (message: string) => void;
  /** Is told how far work on many items has come. */
  progress?: (report: { name: string; done: number; total: number }) => void;
  /** Is told of steps as they run, for traces. Returns what `work` returns. */
  observe?: <T>(step: Step, work: () => Promise<T>) => Promise<T>;
  /** Rows that all connections and lists of one operation have at most; unlimited where it is undefined. */
  maxAnswerRows?: number;
  /** Ends the operation with `error` as its answer, except for a mutation. */
  endOperation?: (error: GraphQLError) => void;
  /** Loaders and the like, at their first use. */
  made?: Made;
}

export type Create<T> = (context: Context) => T;

/** What was made for one operation, by what made it. */
export interface Made {
  get<T>(create: Create<T>): T | undefined;
  set<T>(create: Create<T>, value: T): unknown;
  delete(create: Create<unknown>): unknown;
}

/** Runs `work` as a step of its operation. */
export function asStep<T>({ observe }: Context, step: Step, work: () => Promise<T>): Promise<T> {
  return observe ? observe(step, work) : work();
}
