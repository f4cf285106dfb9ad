import type { IncomingMessage } from 'node:http';
import { Trace } from '@apollo/usage-reporting-protobuf';
import { useApolloInstrumentation } from '@graphql-yoga/plugin-apollo-inline-trace';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { maskError } from './mask-error.ts';

/** Whether a router asks for a trace of each field, as Apollo's routers and usage reports do. */
export function wantsTrace({ headers }: IncomingMessage): boolean {
  return headers['apollo-federation-include-trace'] === 'ftv1';
}

/**
 * Puts the times of all fields into `extensions.ftv1`. These plugins wrap the resolvers of the schema, so they are for a schema of
 * its own. The package's own encoding overflows the stack for answers of hundreds of rows.
 */
export function createTracing(): Plugin[] {
  const [instrumentation, traces] = useApolloInstrumentation({ rewriteError: maskError });
  const encoding: Plugin = {
    onExecutionResult({ request, result, context, setResult }) {
      if (!result || isAsyncIterable(result)) return;
      const traced = traces.get(request)?.traces.get(context);
      if (!traced) return;
      const ftv1 = Buffer.from(Trace.encode(traced.trace).finish()).toString('base64');
      setResult({ ...result, extensions: { ...result.extensions, ftv1 } });
    },
  };
  return [instrumentation, encoding];
}
