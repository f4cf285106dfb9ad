import { createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from '@getsales-gateway/schema';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import stringify from 'safe-stable-stringify';
import type { RequestNotes } from '../context.ts';

const EXTENSION = 'hmac-signature';

/**
 * Refuses what the router has not signed. The signature is the one that `@graphql-mesh/hmac-upstream-signature` writes: the
 * HMAC-SHA256, in base64, of query and variables as JSON with sorted keys.
 */
export function useRouterSignature(secretInUse: () => string | undefined): Plugin<object, RequestNotes> {
  return {
    onParams({ params, context }) {
      const secret = secretInUse();
      if (secret === undefined) return;
      const signature = params.extensions?.[EXTENSION];
      if (typeof signature !== 'string' || !isSigned(params, signature, secret)) {
        const message = 'Only the router may call this gateway: the request does not have its signature.';
        throw refuse('UNAUTHENTICATED', message, { http: { status: 401 } });
      }
      context.isFromRouter = true;
    },
  };
}

function isSigned({ query, variables }: GraphQLParams, signature: string, secret: string): boolean {
  const hasVariables = variables != null && Object.keys(variables).length > 0;
  const text = stringify({ query, variables: hasVariables ? variables : undefined }) ?? '';
  const expected = createHmac('sha256', secret).update(text).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
