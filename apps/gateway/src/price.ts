import type { UpstreamCall } from '@getsales-gateway/api-client';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { RequestNotes } from './context.ts';

/**
 * Lets an answer tell its price: in headers, since routers drop `extensions`, and where that is allowed and asked for with
 * `x-explain-upstream: 1` call by call in `extensions.upstream`. What was served stale is told there in any case: nobody should
 * take it for the present state.
 */
export function usePrice(isAllowed: boolean): Plugin<RequestNotes, RequestNotes> {
  return {
    onExecutionResult({ request, result, setResult, context }) {
      if (result === undefined || isAsyncIterable(result)) return undefined;
      const isExplained = isAllowed && request.headers.get('x-explain-upstream') === '1';
      const upstream = context.calls?.filter(({ source }) => isExplained || source === 'stale') ?? [];
      if (isExplained || upstream.length > 0) setResult({ ...result, extensions: { ...result.extensions, upstream } });
      return tellPrice(context);
    },
  };
}

/** The budget may be in Redis: who has asked for nothing does not wait for it. */
async function tellPrice({ api, calls = [], res }: RequestNotes): Promise<void> {
  if (res === undefined || res.headersSent) return;
  const requests = requestsOf(calls);
  res.setHeader('x-upstream-requests', requests);
  if (calls.some(({ source }) => source === 'stale')) res.setHeader('x-upstream-stale', '1');
  const standing = requests > 0 ? await api?.budgetStanding().catch(() => null) : null;
  if (standing && !res.headersSent) res.setHeader('x-upstream-remaining', standing.remaining);
}

/** How many upstream requests calls took, repeats included. */
export function requestsOf(calls: readonly UpstreamCall[]): number {
  return calls.reduce((sum, { requests }) => sum + requests, 0);
}
