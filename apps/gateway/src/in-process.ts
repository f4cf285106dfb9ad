import type { ExecutionResult } from 'graphql';
import type { createYoga, GraphQLParams } from 'graphql-yoga';
import type { RequestNotes } from './context.ts';
import { maskError } from './mask-error.ts';

export type Yoga = ReturnType<typeof createYoga<RequestNotes>>;

/** Plugins see it as the request. They read only its method: everything else is in the notes. */
export const POST = new Request('http://localhost/graphql', { method: 'POST' });

/** Runs one operation that did not come as a GraphQL request over HTTP in the pipeline of those that do. */
export async function runOperation(
  yoga: Yoga,
  params: GraphQLParams,
  notes: RequestNotes,
): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
  try {
    const result = await yoga.getResultForParams({ params, request: POST }, notes);
    if (Array.isArray(result)) throw new TypeError('One operation has one result');
    return result ?? {};
  } catch (error) {
    return { errors: [maskError(error)] };
  }
}
