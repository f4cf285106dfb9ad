import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { GraphQLError, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Env } from '../env.ts';

/** Refuses documents that would cost too much to answer, before they are executed. Introspection is free of depth. */
export function useLimits({ depth, aliases, tokens }: Env['limits']): Plugin {
  return {
    onPluginInit({ addPlugin }) {
      addPlugin(
        maxDepthPlugin({
          n: depth,
          flattenFragments: true,
          ...refusal('Nest less, or ask for the rest by `node(id:)`.'),
        }),
      );
      addPlugin(maxAliasesPlugin({ n: aliases, ...refusal('Use fewer aliases, or several requests.') }));
      addPlugin(maxTokensPlugin({ n: tokens, ...refusal('Move values into variables, or use several requests.') }));
    },
  };
}

/** The plugins' own error says cost and limit. In validation it is reported, not thrown, so that Yoga remembers it with the document. */
function refusal(wayOut: string) {
  return {
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null, { message }: GraphQLError) => {
        const error = new GraphQLError(`${message.replace('Syntax Error: ', '')} ${wayOut}`, {
          extensions: { code: 'QUERY_TOO_EXPENSIVE' },
        });
        if (context === null) throw error;
        context.reportError(error);
      },
    ],
  };
}
