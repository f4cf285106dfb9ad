import { badInput } from '../bad-input.ts';
import type { Walk } from './run.ts';

export interface ConnectionArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** What a page is asked to be: so many rows, the way the walk goes, from a cursor or else from that end of the list. */
export interface PageRequest {
  walk: Walk;
  size: number;
  cursor: string | undefined;
}

const DEFAULT_SIZE = 20;
const MAX_SIZE = 500;

/** @throws BAD_USER_INPUT for a size out of bounds, and for any mixture but `first` with `after`, `last` with `before`. */
export function toPageRequest({ first, after, last, before }: ConnectionArguments): PageRequest {
  // Empty text is no cursor.
  const isForward = first != null || Boolean(after);
  const isBackward = last != null || Boolean(before);
  if (isForward && isBackward) throw badInput('`first` goes with `after`, `last` with `before`, and they do not mix');
  const size = first ?? last ?? DEFAULT_SIZE;
  if (size < 0 || size > MAX_SIZE) throw badInput(`\`${isBackward ? 'last' : 'first'}\` takes 0 to ${MAX_SIZE}`);
  return { walk: isBackward ? 'backward' : 'forward', size, cursor: after || before || undefined };
}
