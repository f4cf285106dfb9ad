import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiClient, createApiClient, type Upstream, type UpstreamCall } from '@getsales-gateway/api-client';
import type { Context } from '@getsales-gateway/schema';
import { type GraphQLError, getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { Access, Identity } from './access/access.ts';
import { headerOf, toClientAddress, toMaxAgeMs, toReadPriority } from './caller.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import type { Env } from './env.ts';
import { MAX_TIMER_MS } from './env-value.ts';
import type { Tally } from './http.ts';
import type { Logger } from './log.ts';

/** One request on its way through the pipeline, and what is recorded about it for its log line and its price. */
export interface RequestNotes {
  req: Pick<IncomingMessage, 'headers' | 'socket'>;
  /** Undefined for an operation over WebSocket. */
  res: ServerResponse | undefined;
  requestId: string;
  /** Set where requests are traced. */
  traceId?: string;
  observe?: NonNullable<Context['observe']>;
  /** By `performance.now()`. */
  startedAt: number;
  /** Aborts when the caller leaves before its answer is complete. */
  signal: AbortSignal;
  /** Set once the router's signature is verified. */
  isFromRouter?: boolean;
  /** Set once the document is parsed. */
  operation?: OperationDefinitionNode | undefined;
  /** Set once the operation is executed: each upstream call, added as it ends. */
  calls?: UpstreamCall[];
  deadline?: Deadline;
  api?: ApiClient;
  /** Resolves when the operation is ended before its fields are complete, with the error that is its answer. */
  ended?: Promise<GraphQLError>;
}

/** Records the operation that a request asks for. Its kind decides whether it has a deadline. */
export function useOperation(): Plugin<RequestNotes & YogaInitialContext> {
  return {
    onParse:
      () =>
      ({ result, context, extendContext }) => {
        if (result === null || result instanceof Error) return;
        extendContext({ operation: getOperationAST(result, context.params.operationName) ?? undefined });
      },
  };
}

/** Binds the upstream to the caller of one GraphQL request. */
export function createContext(upstream: Upstream, env: Env, access: Access, logger: Logger, underWay: Tally) {
  const { trustedProxies, operationTimeoutMs } = env;
  const warn = (message: string) => logger.warn(message);
  const waitUntil = (work: Promise<unknown>) => void Promise.allSettled([work]).then(underWay.enter());
  const bind = (notes: RequestNotes, { caller, expiresAt, ...credentials }: Identity) => {
    const { req, signal, operation, requestId, isFromRouter } = notes;
    const { headers, socket } = req;
    const calls: UpstreamCall[] = [];
    // A subscription lasts as long as its caller listens, and its token counts.
    const deadline = startDeadline(signal, isSubscription(operation) ? leftUntil(expiresAt) : operationTimeoutMs);
    const forwardedFor = headerOf(headers, 'x-forwarded-for');
    const address = toClientAddress(socket.remoteAddress, forwardedFor, trustedProxies, isFromRouter);
    const api = createApiClient({
      upstream,
      ...credentials,
      subject: caller.subject,
      caller: caller.subject ?? address,
      readPriority: toReadPriority(headerOf(headers, 'priority')),
      maxAgeMs: operation?.operation === 'query' ? toMaxAgeMs(headerOf(headers, 'cache-control')) : 0,
      timeLeftMs: deadline.leftMs,
      signal: deadline.signal,
      waitUntil,
      onCall: recordCalls(calls, warn),
    });
    const ended = Promise.withResolvers<GraphQLError>();
    return {
      api,
      caller,
      calls,
      deadline,
      warn,
      progress: (report) => logger.info({ requestId, ...report }, 'progress'),
      maxAnswerRows: env.limits.answerRows,
      ended: ended.promise,
      endOperation(error) {
        // A write must not be cut off, and its answer says what was written.
        if (operation?.operation === 'mutation') return;
        deadline.end(error);
        ended.resolve(error);
      },
    } satisfies Context & Partial<RequestNotes>;
  };
  return (notes: RequestNotes) => {
    const identity = access.identify(notes.req.headers);
    return identity instanceof Promise ? identity.then((known) => bind(notes, known)) : bind(notes, identity);
  };
}

function isSubscription(operation: OperationDefinitionNode | undefined): boolean {
  return operation?.operation === 'subscription';
}

function leftUntil(moment: number | undefined): number | undefined {
  return moment === undefined ? undefined : Math.min(Math.max(0, moment - Date.now()), MAX_TIMER_MS);
}

function recordCalls(calls: UpstreamCall[], warn: (message: string) => void) {
  return (call: UpstreamCall) => {
    const { ms, waitMs, wireMs, method, path, unreadableRows } = call;
    calls.push({ ...call, ms: toTenths(ms), waitMs: toTenths(waitMs), wireMs: toTenths(wireMs) });
    if (unreadableRows) warn(`${method} ${path}: left out ${unreadableRows} rows that cannot be read`);
  };
}

/** Milliseconds with one decimal. */
export function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
