import type { Plugin } from 'graphql-yoga';
import type { RequestNotes } from '../context.ts';

/** Ends an operation's deadline with its answer, so that no timer outlives it. */
export function useDeadline(): Plugin<RequestNotes, RequestNotes> {
  return {
    onResultProcess({ serverContext }) {
      serverContext.deadline?.[Symbol.dispose]();
    },
  };
}
