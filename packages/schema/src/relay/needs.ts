import type { GraphQLResolveInfo } from 'graphql';
import { selects } from '../selection.ts';
import type { PageRequest } from './arguments.ts';

/** What the query asks of a connection: what is not needed is not read. */
export interface Needs {
  rows: boolean;
  total: boolean;
  /** Whether rows follow the page, the way the walk goes. */
  beyond: boolean;
  /** Whether there are rows on the other side of the cursor; without one there are none. */
  behind: boolean;
}

export function needsOf(info: GraphQLResolveInfo, { walk, size, cursor }: PageRequest): Needs {
  const hasNext = selects(info, ['hasNextPage'], ['pageInfo']);
  const hasPrevious = selects(info, ['hasPreviousPage'], ['pageInfo']);
  const isForward = walk === 'forward';
  return {
    rows: size > 0 && (selects(info, ['edges', 'nodes']) || selects(info, ['startCursor', 'endCursor'], ['pageInfo'])),
    total: selects(info, ['totalCount']),
    beyond: isForward ? hasNext : hasPrevious,
    behind: cursor !== undefined && (isForward ? hasPrevious : hasNext),
  };
}
