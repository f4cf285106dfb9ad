import { estimateRequests, refuse } from '@getsales-gateway/schema';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestNotes } from './context.ts';

/** 400, or 200 where the client accepts only `application/json`, as GraphQL over HTTP specifies for what is not executed. */
const NOT_EXECUTED = { http: { status: 400, spec: true } };

/** Refuses an operation that may take more than `limit` upstream requests, before its first one. */
export function useUpstreamCost(limit: number): Plugin<RequestNotes, RequestNotes> {
  return {
    onExecute({ args, context, setResultAndStopExecution }) {
      const refusal = refusalOf(args, context, limit);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
    onSubscribe({ args, context, setResultAndStopExecution }) {
      const refusal = refusalOf(args, context, limit);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
  };
}

function refusalOf(
  { schema, document, variableValues }: ExecutionArgs,
  { operation, api }: RequestNotes,
  limit: number,
): GraphQLError | undefined {
  if (operation === undefined) return undefined;
  try {
    const cost = estimateRequests(schema, document, operation, variableValues ?? {}, api?.findings.batches);
    return cost > limit ? tooExpensive(cost, limit) : undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function tooExpensive(cost: number, limit: number): GraphQLError {
  const message =
    `This may take ${cost} requests to GetSales; at most ${limit} are allowed. ` +
    'Ask for smaller pages, for fewer lists under each row or aliases, or in several requests.';
  return refuse('QUERY_TOO_EXPENSIVE', message, { cost, limit, ...NOT_EXECUTED });
}
