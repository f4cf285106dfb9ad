import { GraphQLError } from 'graphql';

/** The caller's argument, cursor or id is wrong; `message` says which and how. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
