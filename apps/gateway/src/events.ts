import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, GraphQLError } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestNotes } from './context.ts';

interface Results extends AsyncIterableIterator<ExecutionResult, undefined> {
  return(): Promise<IteratorResult<ExecutionResult, undefined>>;
}

const DONE = { done: true, value: undefined } as const;

/**
 * Executes each event with a fresh context: what an earlier event loaded is outdated. An event that is ended early is the last one.
 */
export async function subscribeAfresh(
  args: ExecutionArgs,
  { ended = new Promise(() => {}), deadline }: Pick<RequestNotes, 'ended' | 'deadline'> = {},
): Promise<Results | ExecutionResult> {
  const events = await createSourceEventStream(args);
  if (!isAsyncIterable(events)) return events;
  const onEnd = () => deadline?.[Symbol.dispose]();
  return executeEach(events[Symbol.asyncIterator](), args, ended, onEnd);
}

/**
 * No generator: one that waits for an event cannot be ended before the event has come. An error that ends the stream is its last
 * result, so that clients get its code.
 */
function executeEach(
  events: AsyncIterator<unknown>,
  args: ExecutionArgs,
  ended: Promise<GraphQLError>,
  onEnd: () => void,
): Results {
  let isOver = false;
  const fail = (error: unknown): { result: ExecutionResult } => {
    isOver = true;
    return { result: { data: null, errors: [toGraphQLError(error)] } };
  };
  const failed = ended.then(fail);
  const end = () => {
    onEnd();
    return DONE;
  };
  const run = async (rootValue: unknown) => {
    const result = await execute({ ...args, rootValue, contextValue: forgetful(args.contextValue) });
    return { result };
  };
  const results: Results = {
    async next() {
      if (isOver) return results.return();
      const event = await events.next().catch((error: unknown) => ({ done: false, value: undefined, ...fail(error) }));
      if (event.done) return end();
      const { result } = 'result' in event ? event : await Promise.race([run(event.value), failed]);
      return { done: false, value: result };
    },
    async return() {
      await events.return?.();
      return end();
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}

function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('The subscription ended.', { originalError: error instanceof Error ? error : null });
}

function forgetful(context: unknown): unknown {
  if (typeof context !== 'object' || context === null) return context;
  if ('calls' in context && Array.isArray(context.calls)) context.calls.length = 0;
  return { ...context, made: undefined };
}
