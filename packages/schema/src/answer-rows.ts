import { type GraphQLError, type GraphQLResolveInfo, locatedError, responsePathAsArray } from 'graphql';
import { refuse } from './codes.ts';
import type { Context } from './context.ts';
import { perOperation } from './per-operation.ts';

/** The rows that one operation has so far, and the error by which it ended. */
interface Count {
  rows: number;
  error: GraphQLError | undefined;
}

const countOf = perOperation((): Count => ({ rows: 0, error: undefined }));

/**
 * Counts rows that a connection or a list is about to put into the answer, whether they were loaded for it or are repeated. Call
 * it with 0 before loading: an operation that has ended loads nothing more.
 *
 * @throws QUERY_TOO_EXPENSIVE, the same error each time, once the operation has more rows than `maxAnswerRows`.
 */
export function countAnswerRows(rows: number, context: Context, info: GraphQLResolveInfo): void {
  const { maxAnswerRows: limit, endOperation } = context;
  if (limit === undefined) return;
  const count = countOf(context);
  if (count.error) throw count.error;
  count.rows += rows;
  if (count.rows <= limit) return;
  const message = `The answer would hold ${count.rows} rows or more; at most ${limit} are allowed. Ask for smaller pages, or in several requests.`;
  count.error = locatedError(refuse('QUERY_TOO_EXPENSIVE', message), info.fieldNodes, responsePathAsArray(info.path));
  endOperation?.(count.error);
  throw count.error;
}
