import type { GraphQLResolveInfo } from 'graphql';
import { badInput } from '../bad-input.ts';
import type { ListSource, Row } from './list-source.ts';

export interface ConnectionArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

const DEFAULT_SIZE = 20;
const MAX_SIZE = 500;

/** Answers a Relay connection from a list that the upstream pages by limit and offset. */
export async function offsetConnection<T extends Row>(
  args: ConnectionArguments,
  source: ListSource<T>,
  _info: GraphQLResolveInfo,
) {
  const { offset, limit } = toWindow(args);
  const { data, total } = await source.list(
    { limit, offset, order_field: source.orderField, order_type: source.direction },
    source.range,
  );
  const edges = data.map((node, index) => ({ node, cursor: toCursor(offset + index) }));
  return {
    edges,
    totalCount: total,
    pageInfo: {
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasPreviousPage: offset > 0,
      hasNextPage: total === null ? data.length === limit : offset + data.length < total,
    },
  };
}

function toWindow({ first, after, last, before }: ConnectionArguments) {
  if (last != null && before == null) throw badInput('`last` needs `before`');
  if (first != null && last != null) throw badInput('`first` and `last` exclude each other');
  const size = first ?? last ?? DEFAULT_SIZE;
  if (size < 0 || size > MAX_SIZE) throw badInput(`A page has 0 to ${MAX_SIZE} nodes`);
  if (before == null) return { offset: after == null ? 0 : fromCursor(after) + 1, limit: size };
  const end = fromCursor(before);
  const offset = Math.max(0, end - size);
  return { offset, limit: end - offset };
}

const PREFIX = 'offset:';

function toCursor(offset: number): string {
  return Buffer.from(PREFIX + offset).toString('base64url');
}

function fromCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const offset = Number(text.slice(PREFIX.length));
  if (!text.startsWith(PREFIX) || !Number.isSafeInteger(offset) || offset < 0) {
    throw badInput('Not a cursor of this connection');
  }
  return offset;
}
