import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { refuse } from '@getsales-gateway/schema';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import { type GraphQLParams, isAsyncIterable } from 'graphql-yoga';
import type { RequestNotes } from '../context.ts';
import type { Tally } from '../http.ts';
import { runOperation, type Yoga } from '../in-process.ts';
import { maskError } from '../mask-error.ts';
import type { Finish } from '../operation-log.ts';

/** One connection. */
export interface Connection {
  request: IncomingMessage;
  /** Those of the upgrade, and the credentials that the client sent when it connected. */
  headers: IncomingHttpHeaders;
  /** Aborts when it is closed. */
  signal: AbortSignal;
}

export interface OperationsOptions {
  yoga: Yoga;
  finish: Finish;
  underWay: Tally;
  /** Headers that a client may send as `connectionParams`, in lower case. */
  credentials: readonly string[];
}

/** Clients have so long to say who they are. */
const INIT_TIMEOUT_MS = 5_000;

const MAX_OPERATIONS = 100;

/** The pipeline parses what is asked. graphql-ws wants a document to tell what kind of result comes, and takes any for it. */
const ANY_DOCUMENT = parse('{ __typename }');

/** Executes what comes over WebSockets (`graphql-transport-ws`) in the pipeline of HTTP. */
export function createOperations({ yoga, finish, underWay, credentials }: OperationsOptions): Server<Connection> {
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect({ connectionParams = {}, extra }) {
      const given = headersIn(connectionParams, credentials);
      extra.headers = { ...extra.headers, ...given };
      return Object.values(given).every(isHeaderValue);
    },
    async onSubscribe({ extra, subscriptions }, _id, payload) {
      if (Object.keys(subscriptions).length > MAX_OPERATIONS) return [TOO_MANY];
      const result = await perform(payload, extra, { yoga, finish, underWay });
      if ('errors' in result && !('data' in result) && Array.isArray(result.errors)) return result.errors;
      return { schema: yoga.getEnveloped().schema, document: ANY_DOCUMENT, rootValue: result };
    },
    execute: ({ rootValue }) => (isResult(rootValue) ? rootValue : {}),
    onNext: (_context, _id, _payload, _args, { errors, ...result }) => ({
      ...result,
      ...(errors && { errors: errors.map(toSent) }),
    }),
    onError: (_context, _id, _payload, errors) => errors.map(toSent),
  });
}

const TOO_MANY = refuse(
  'QUERY_TOO_EXPENSIVE',
  `A connection has at most ${MAX_OPERATIONS} operations at once. Complete some, or open another connection.`,
);

async function perform(
  payload: SubscribePayload,
  { request, headers, signal }: Connection,
  { yoga, finish, underWay }: Pick<OperationsOptions, 'yoga' | 'finish' | 'underWay'>,
): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
  const leave = underWay.enter();
  const leaving = new AbortController();
  const abort = () => leaving.abort();
  signal.addEventListener('abort', abort);
  const end = () => {
    signal.removeEventListener('abort', abort);
    leave();
  };
  const context: RequestNotes = {
    req: { headers, socket: request.socket },
    res: undefined,
    requestId: randomUUID(),
    startedAt: performance.now(),
    signal: leaving.signal,
  };
  const result = await runOperation(yoga, toParams(payload), context);
  finish(result, context);
  if (isAsyncIterable(result)) return untilEnd(result[Symbol.asyncIterator](), end, abort);
  end();
  return result;
}

function toParams({ query, operationName, variables, extensions }: SubscribePayload): GraphQLParams {
  return {
    query,
    ...(operationName != null && { operationName }),
    ...(variables != null && { variables }),
    ...(extensions != null && { extensions }),
  };
}

/** Whatever `perform` gave. */
function isResult(value: unknown): value is ExecutionResult | AsyncGenerator<ExecutionResult> {
  return typeof value === 'object' && value !== null;
}

/** A generator in the eyes of graphql-ws, which ends nothing else when its client does. */
function untilEnd(
  results: AsyncIterator<ExecutionResult>,
  onEnd: () => void,
  abort: () => void,
): AsyncGenerator<ExecutionResult> {
  let isOver = false;
  const end = (): { done: true; value: undefined } => {
    if (!isOver) onEnd();
    isOver = true;
    return { done: true, value: undefined };
  };
  const generator: AsyncGenerator<ExecutionResult> = {
    async next() {
      const result = isOver ? end() : await results.next();
      return result.done ? end() : result;
    },
    async return() {
      abort();
      await results.return?.();
      return end();
    },
    async throw(error) {
      await generator.return(undefined);
      throw error;
    },
    [Symbol.asyncIterator]: () => generator,
    async [Symbol.asyncDispose]() {
      await generator.return(undefined);
    },
  };
  return generator;
}

/** As it is sent over HTTP: without the status, which has no place here. */
function toSent(error: unknown): GraphQLFormattedError {
  const { http: _, ...extensions } = error instanceof GraphQLError ? error.extensions : {};
  return { ...(error instanceof GraphQLError ? error : maskError(error)).toJSON(), extensions };
}

/** What no header can hold, such as a line break, would fail on its way to GetSales as if that were away. */
function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/** Names compare without case. Some clients put them below `headers`. */
function headersIn(params: Record<string, unknown>, credentials: readonly string[]): IncomingHttpHeaders {
  const { headers: nested } = params;
  const given = Object.entries({ ...params, ...(typeof nested === 'object' ? nested : {}) });
  const found = given.flatMap(([name, value]) => {
    const header = name.toLowerCase();
    return typeof value === 'string' && credentials.includes(header) ? [[header, value]] : [];
  });
  return Object.fromEntries(found);
}
