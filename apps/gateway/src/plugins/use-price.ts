import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { RequestNotes } from '../context.ts';

/**
 * Lets an answer tell its price, where that is allowed and asked for with `x-explain-upstream: 1`: `extensions.upstream` lists the
 * upstream requests. What was served stale is told in any case: nobody should take it for the present state.
 */
export function usePrice(isAllowed: boolean): Plugin<RequestNotes, RequestNotes> {
  return {
    onExecutionResult({ request, result, setResult, context }) {
      if (result === undefined || isAsyncIterable(result)) return;
      const isExplained = isAllowed && request.headers.get('x-explain-upstream') === '1';
      const upstream = context.calls?.filter(({ source }) => isExplained || source === 'stale') ?? [];
      if (isExplained || upstream.length > 0) setResult({ ...result, extensions: { ...result.extensions, upstream } });
    },
  };
}
