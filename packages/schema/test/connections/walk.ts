import type { GraphQLResolveInfo } from 'graphql';
import { fromCursor } from '../../src/relay/cursor.ts';
import type { ListSource } from '../../src/relay/list-source.ts';
import type { ConnectionArguments } from '../../src/relay/offset-connection.ts';
import { toSortKey } from '../../src/relay/sort-key.ts';
import type { ModelRow, MovingList } from './moving-list.ts';
import { WHOLE_PAGE } from './resolve-info.ts';

export interface Connection {
  edges: readonly { node: ModelRow; readonly cursor: string }[];
  pageInfo: { startCursor: string | null; endCursor: string | null; hasNextPage: boolean; hasPreviousPage: boolean };
}

export type Paginate = (
  args: ConnectionArguments,
  source: ListSource<ModelRow>,
  info: GraphQLResolveInfo,
) => Promise<Connection>;

export interface WalkedPage {
  rows: ModelRow[];
  requests: number;
  /** The sort key among whose rows the page's cursor may have lost its place: all that holds its place had gone. */
  lostKey: unknown;
}

/**
 * The pages of a walk over a whole list, as a client makes it: from cursor to cursor until no page is left. `lostKeyOf` tells
 * the key among whose rows a cursor has lost its place.
 */
export async function walkPages(
  paginate: Paginate,
  list: MovingList,
  isForward: boolean,
  size: number,
  lostKeyOf = lostKey,
) {
  const pages: WalkedPage[] = [];
  for (let cursor: string | undefined; ; ) {
    // Far more pages than the list can have: a walk that goes round in circles fails.
    if (pages.length > 50 + (3 * list.rows.length) / size) throw new Error('The walk does not end');
    const before = list.requests.length;
    const args = isForward ? { first: size, after: cursor } : { last: size, before: cursor };
    const { edges, pageInfo } = await paginate(args, list.source, WHOLE_PAGE);
    const rows = edges.map(({ node }) => node);
    pages.push({ rows, requests: list.requests.length - before, lostKey: lostKeyOf(cursor, list) });
    if (!(isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return pages;
    cursor = (isForward ? pageInfo.endCursor : pageInfo.startCursor) ?? undefined;
    if (cursor === undefined) throw new Error('A page says that more follow, but not from where');
  }
}

function lostKey(cursor: string | undefined, { source, touched }: MovingList): unknown {
  if (cursor === undefined) return undefined;
  const { anchor } = fromCursor(cursor, source);
  const held = [anchor.uuid, ...anchor.before, ...anchor.after];
  return held.every((uuid) => touched.has(uuid)) ? anchor.key : undefined;
}

/**
 * What a walk broke of its promise: each row of the beginning that stayed, its sort value unchanged, is seen, in order, and once,
 * unless it ties with a row whose cursor was used after that row and the neighbours which the cursor names had gone.
 */
export function faultsOf(
  pages: readonly WalkedPage[],
  { rows, touched }: MovingList,
  initial: ReadonlySet<string>,
  isForward: boolean,
): string[] {
  const steady = rows.filter(({ uuid }) => initial.has(uuid) && !touched.has(uuid)).map(({ uuid }) => uuid);
  const rank = new Map(steady.map((uuid, index) => [uuid, isForward ? index : -index]));
  const excused = new Set(pages.map((page) => page.lostKey));
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const page of pages) {
    let last = Number.NEGATIVE_INFINITY;
    for (const { uuid, at } of isForward ? page.rows : page.rows.toReversed()) {
      const index = rank.get(uuid);
      if (index === undefined) continue;
      if (index <= last) faults.push(`${uuid} is out of order`);
      if (seen.has(uuid) && !excused.has(toSortKey(at))) faults.push(`${uuid} is seen twice`);
      last = index;
      seen.add(uuid);
    }
  }
  return [...faults, ...steady.filter((uuid) => !seen.has(uuid)).map((uuid) => `${uuid} is never seen`)];
}
