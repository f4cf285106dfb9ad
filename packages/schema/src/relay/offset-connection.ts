import type { GraphQLResolveInfo } from 'graphql';
import { badInput } from '../bad-input.ts';
import { selects } from '../selection.ts';
import { type Cursor, fingerprintOf, fromCursor, toCursor } from './cursor.ts';
import type { ListSource, Row } from './list-source.ts';
import { toAnchor } from './page-rows.ts';
import { readPastSearchWindow } from './past-search-window.ts';
import { type Entry, type PageRead, readPage, startOf, type Want } from './read-page.ts';
import { createReader } from './reader.ts';
import { countInRange, readInRange } from './rows-in-range.ts';
import { readThread } from './thread.ts';

export interface ConnectionArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

const DEFAULT_SIZE = 20;
const MAX_SIZE = 500;

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
  const { direction, size } = toRequest(args);
  // Empty text is no cursor.
  const text = args.after || args.before;
  const cursor = text ? fromCursor(text, source) : undefined;
  const isForward = direction === 'forward';
  const needsRows = selects(info, ['edges', 'nodes']) || selects(info, ['startCursor', 'endCursor'], ['pageInfo']);
  const needsBeyond = selects(info, [isForward ? 'hasNextPage' : 'hasPreviousPage'], ['pageInfo']);
  const needsBehind = selects(info, [isForward ? 'hasPreviousPage' : 'hasNextPage'], ['pageInfo']);
  // What is not needed is not read. Without a cursor nothing lies behind.
  const needsPage = (needsRows && size > 0) || needsBeyond || (needsBehind && cursor !== undefined);

  const page = needsPage ? await read(source, cursor, { direction, size, needsBeyond, needsBehind }) : undefined;
  source.count?.(page?.entries.length ?? 0);
  const needsCount = selects(info, ['totalCount']) && page?.total === undefined;
  const totalCount = needsCount ? await count(source) : (page?.total ?? null);
  const toEdge = edgesOf(source);
  const edges = page?.entries.map(toEdge) ?? [];
  const { hasBeyond = false, hasBehind = false } = page ?? {};
  const outer = page?.goesOnAt && toEdge(page.goesOnAt);
  const start = (isForward ? undefined : outer) ?? edges.at(0);
  const end = (isForward ? outer : undefined) ?? edges.at(-1);
  const pageInfo = new PageInfo(start, end, isForward ? hasBehind : hasBeyond, isForward ? hasBeyond : hasBehind);
  return { edges, totalCount, pageInfo };
}

/** @throws BAD_USER_INPUT for a size out of bounds, and for any mixture but `first` with `after`, `last` with `before`. */
export function toRequest({ first, after, last, before }: ConnectionArguments): Pick<Want, 'direction' | 'size'> {
  const isForward = first != null || Boolean(after);
  const isBackward = last != null || Boolean(before);
  if (isForward && isBackward) throw badInput('`first` goes with `after`, `last` with `before`, and they do not mix');
  const size = first ?? last ?? DEFAULT_SIZE;
  if (size < 0 || size > MAX_SIZE) throw badInput(`\`${isBackward ? 'last' : 'first'}\` takes 0 to ${MAX_SIZE}`);
  return { direction: isBackward ? 'backward' : 'forward', size };
}

function read<T extends Row>(source: ListSource<T>, cursor: Cursor | undefined, want: Want): Promise<PageRead<T>> {
  const from = cursor && { mark: cursor.anchor, expected: cursor.anchor.position, segment: cursor.segment };
  if (source.undatedBy !== undefined) return readThread(source, from, want);
  if (source.ranges !== undefined) return readInRange(source, from, want);
  const start = from ?? startOf(want.direction);
  if (source.searchWindow !== undefined) return readPastSearchWindow(source, start, want);
  return readPage(createReader(source), start, want);
}

async function count<T extends Row>(source: ListSource<T>): Promise<number | null> {
  if (source.ranges !== undefined) return countInRange(source);
  const { total } = await createReader(source).read({ offset: 0, limit: 1 });
  return total;
}

function edgesOf<T extends Row>(source: ListSource<T>): (entry: Entry<T>) => Edge<T> {
  let fingerprint: string | undefined;
  const cursorOf = ({ item, items, segment }: Entry<T>) => {
    fingerprint ??= fingerprintOf(source);
    return toCursor({ anchor: toAnchor(item, items), segment }, fingerprint);
  };
  return (entry) => new Edge(entry, cursorOf);
}

/**
 * An edge of a connection. Its cursor is made when it is asked for. A class, as is `PageInfo`: a getter in an object literal is
 * known to the object's hidden class, and with it whole pages would live on until the next full garbage collection.
 */
class Edge<T extends Row> {
  readonly node: T;
  readonly #entry: Entry<T>;
  readonly #cursorOf: (entry: Entry<T>) => string;

  constructor(entry: Entry<T>, cursorOf: (entry: Entry<T>) => string) {
    this.node = entry.item.row;
    this.#entry = entry;
    this.#cursorOf = cursorOf;
  }

  get cursor(): string {
    return this.#cursorOf(this.#entry);
  }
}

/** What lies around a page. */
class PageInfo {
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
  readonly #start: { cursor: string } | undefined;
  readonly #end: { cursor: string } | undefined;

  constructor(
    start: { cursor: string } | undefined,
    end: { cursor: string } | undefined,
    hasPreviousPage: boolean,
    hasNextPage: boolean,
  ) {
    this.hasPreviousPage = hasPreviousPage;
    this.hasNextPage = hasNextPage;
    this.#start = start;
    this.#end = end;
  }

  get startCursor(): string | null {
    return this.#start?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#end?.cursor ?? null;
  }
}
