import { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { toClient } from './caller.ts';
import { type RequestNotes, toTenths } from './context.ts';
import { type Logger, toLoggable } from './log.ts';
import { UNEXPECTED_CODE } from './mask-error.ts';
import type { EndedOperation } from './metrics/metrics.ts';
import { requestsOf } from './price.ts';

/** Many rows usually fail for the same cause. */
const MAX_CAUSES = 3;
/** An operation can take hundreds of calls. Their number is logged in any case. */
const MAX_CALLS = 20;
const MAX_NAME_LENGTH = 100;

export type Finish = (result: object, notes: RequestNotes) => void;

/**
 * Ends an operation when its result is complete: stops its deadline, and writes one line, without any value of the caller or the
 * upstream. An unexpected error carries the request id of its line.
 */
export function createFinish(logger: Logger, onEnd: (operation: EndedOperation) => void = () => {}): Finish {
  return (result, notes) => {
    // A subscription goes on. Any other timer must not outlive the answer.
    if (!isAsyncIterable(result)) notes.deadline?.[Symbol.dispose]();
    const entry = toEntry(notes);
    const errors = errorsOf(result);
    const code = notes.signal.aborted ? 'ABORTED' : errors[0]?.extensions['code'];
    onEnd({ name: entry.operation, type: entry.type, code: code === undefined ? code : String(code), ms: entry.ms });
    if (notes.signal.aborted) return logger.info({ ...entry, aborted: true }, 'operation');
    for (const { extensions } of errors) {
      if (extensions['code'] === UNEXPECTED_CODE) extensions['requestId'] = entry.requestId;
    }
    return logger[levelOf(errors, notes)]({ ...entry, ...toFaults(errors) }, 'operation');
  };
}

/** Ends the operations that Yoga answers. */
export function useFinish(finish: Finish): Plugin<RequestNotes, RequestNotes> {
  return {
    onResultProcess: ({ result, serverContext }) => finish(result, serverContext),
  };
}

function toEntry({ req, requestId, traceId, startedAt, operation, calls = [] }: RequestNotes) {
  return {
    requestId,
    traceId,
    operation: operation?.name?.value.slice(0, MAX_NAME_LENGTH),
    type: operation?.operation,
    client: toClient(req.headers),
    ms: toTenths(performance.now() - startedAt),
    upstream: {
      requests: requestsOf(calls),
      calls: calls.slice(0, MAX_CALLS),
      ...(calls.length > MAX_CALLS && { moreCalls: calls.length - MAX_CALLS }),
    },
  };
}

function errorsOf(result: object): GraphQLError[] {
  if (!('errors' in result) || !Array.isArray(result.errors)) return [];
  return result.errors.filter((error) => error instanceof GraphQLError);
}

function levelOf(errors: GraphQLError[], { calls = [] }: RequestNotes): 'error' | 'warn' | 'info' {
  if (errors.some(({ extensions }) => extensions['code'] === UNEXPECTED_CODE)) return 'error';
  return errors.some(isFault) || calls.some(({ isFailed }) => isFailed) ? 'warn' : 'info';
}

function toFaults(errors: GraphQLError[]) {
  if (errors.length === 0) return {};
  const causes = errors
    .filter(isFault)
    .slice(0, MAX_CAUSES)
    .map(({ originalError }) => toLoggable(originalError));
  return {
    codes: [...new Set(errors.map(({ extensions }) => extensions['code']))],
    ...(causes.length > 0 && { causes }),
  };
}

/** Whether an operator should look: a fault of the gateway, the upstream or the shared stores, not of the caller's input. */
function isFault({ extensions }: GraphQLError): boolean {
  return (
    extensions['code'] === UNEXPECTED_CODE ||
    /^(UPSTREAM_\w+|COORDINATION_UNAVAILABLE|SEND_UNCONFIRMED)$/.test(String(extensions['code']))
  );
}
