import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { RequestNotes } from '../context.ts';

/** Lets an answer tell its price: with the header `x-explain-upstream: 1`, `extensions.upstream` lists the upstream requests. */
export function usePrice(): Plugin<RequestNotes, RequestNotes> {
  return {
    onExecutionResult({ request, result, setResult, context }) {
      if (request.headers.get('x-explain-upstream') !== '1' || result === undefined || isAsyncIterable(result)) return;
      setResult({ ...result, extensions: { ...result.extensions, upstream: context.calls } });
    },
  };
}
