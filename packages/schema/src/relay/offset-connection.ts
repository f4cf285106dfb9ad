import type { GraphQLResolveInfo } from 'graphql';
import { type ConnectionArguments, type PageRequest, toPageRequest } from './arguments.ts';
import { type Cursor, fingerprintOf, fromCursor } from './cursor.ts';
import { Edge, PageInfo } from './edge.ts';
import type { ListSource, Row } from './list-source.ts';
import { type Needs, needsOf } from './needs.ts';
import { type RowsRead, readPage } from './read-page.ts';
import { createLearned, createReader } from './reader.ts';

/**
 * Answers a Relay connection from a list that the upstream pages by limit and offset, exactly: however the list moves between
 * pages, rows that stay are seen once, in order. docs/pagination.md says how, and what it costs.
 *
 * @throws BAD_USER_INPUT for wrong arguments and cursors, before any request, and where the search window ends the walk.
 */
export async function offsetConnection<T extends Row>(
  args: ConnectionArguments,
  source: ListSource<T>,
  info: GraphQLResolveInfo,
) {
  const request = toPageRequest(args);
  const cursor = request.cursor === undefined ? undefined : fromCursor(request.cursor, source);
  const { entries, total, hasBeyond = false, hasBehind } = await read(source, request, cursor, needsOf(info, request));
  source.count?.(entries.length);
  let known: string | undefined;
  const fingerprint = () => {
    known ??= fingerprintOf(source);
    return known;
  };
  const edges = entries.map((entry) => new Edge(entry, fingerprint));
  const isForward = request.walk === 'forward';
  return {
    edges,
    totalCount: total ?? null,
    pageInfo: isForward ? new PageInfo(edges, hasBehind, hasBeyond) : new PageInfo(edges, hasBeyond, hasBehind),
  };
}

async function read<T extends Row>(
  source: ListSource<T>,
  { walk, size }: PageRequest,
  cursor: Cursor | undefined,
  needs: Needs,
): Promise<RowsRead<T>> {
  const reader = createReader(source, cursor?.part, createLearned(cursor?.nullsFirst));
  const mark = cursor?.anchor ?? (walk === 'forward' ? 'start' : 'end');
  const expected = cursor?.anchor.position ?? (walk === 'forward' ? -1 : undefined);
  const page: RowsRead<T> =
    needs.rows || needs.beyond || needs.behind
      ? await readPage({ reader, mark, expected }, { walk, size, needsBeyond: needs.beyond })
      : { entries: [], hasBeyond: undefined, hasBehind: false, total: undefined };
  return needs.total && page.total === undefined ? { ...page, total: await count(source) } : page;
}

async function count<T extends Row>(source: ListSource<T>): Promise<number | null> {
  const { total } = await createReader(source, undefined, createLearned()).read({ offset: 0, limit: 1 });
  return total;
}
