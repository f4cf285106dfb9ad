import type { UpstreamCall } from '@getsales-gateway/api-client';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { headerOf, toMaxAgeMs } from './caller.ts';
import type { RequestNotes } from './context.ts';

/**
 * Adds the cost of an answer: in headers, since routers drop `extensions`, and call by call in `extensions.upstream` where that is
 * allowed and requested with `x-explain-upstream: 1`. Stale answers are always listed there.
 */
export function usePrice(isAllowed: boolean): Plugin<RequestNotes, RequestNotes> {
  return {
    onExecutionResult({ result, setResult, context }) {
      if (result === undefined || isAsyncIterable(result)) return undefined;
      const isExplained = isAllowed && context.req.headers['x-explain-upstream'] === '1';
      const upstream = context.calls?.filter(({ source }) => isExplained || source === 'stale') ?? [];
      if (isExplained || upstream.length > 0) setResult({ ...result, extensions: { ...result.extensions, upstream } });
      return tellPrice(context);
    },
  };
}

/** The budget may be in Redis, so it is read only for operations that used it. */
async function tellPrice({ api, calls = [], req, res, operation }: RequestNotes): Promise<void> {
  if (res === undefined || res.headersSent) return;
  if (operation?.operation === 'query' && toMaxAgeMs(headerOf(req.headers, 'cache-control')) > 0) {
    res.setHeader('age', ageOf(calls));
  }
  const requests = requestsOf(calls);
  res.setHeader('x-upstream-requests', requests);
  if (calls.some(({ source }) => source === 'stale')) res.setHeader('x-upstream-stale', '1');
  const standing = requests > 0 ? await api?.budgetStanding().catch(() => null) : null;
  if (standing && !res.headersSent) res.setHeader('x-upstream-remaining', standing.remaining);
}

/** Number of upstream requests, repeats included. */
export function requestsOf(calls: readonly UpstreamCall[]): number {
  return calls.reduce((sum, { requests }) => sum + requests, 0);
}

/** Age of the oldest upstream answer, in whole seconds (RFC 9111). */
function ageOf(calls: readonly UpstreamCall[]): number {
  return Math.floor(calls.reduce((oldest, { ageMs = 0 }) => Math.max(oldest, ageMs), 0) / 1000);
}
