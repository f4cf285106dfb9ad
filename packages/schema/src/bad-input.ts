import type { GraphQLError } from 'graphql';
import { refuse } from './codes.ts';

/** The caller's argument, cursor or id is wrong; `message` says which and how. */
export function badInput(message: string): GraphQLError {
  return refuse('BAD_USER_INPUT', message);
}
