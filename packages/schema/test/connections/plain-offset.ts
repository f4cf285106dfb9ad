import type { ListSource, Row } from '../../src/relay/list-source.ts';
import type { ConnectionArguments } from '../../src/relay/offset-connection.ts';

/** The counter-example: a connection whose cursor is a position, as most gateways make it. */
export async function plainOffset<T extends Row>(
  { first, after, last, before }: ConnectionArguments,
  source: ListSource<T>,
) {
  const size = Math.min(100, first ?? last ?? 20);
  const order = { order_field: source.orderField, order_type: source.sortDirection };
  const end = before == null ? await countOf() : Number(before);
  const offset = last == null ? (after == null ? 0 : Number(after) + 1) : Math.max(0, end - size);
  const limit = Math.max(1, last == null ? size : end - offset);
  const { data, total } = await source.list({ limit, offset, ...order }, source.range);
  const edges = data.map((node, index) => ({ node, cursor: String(offset + index) }));
  return {
    edges,
    pageInfo: {
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasPreviousPage: offset > 0,
      hasNextPage: edges.length > 0 && offset + data.length < (total ?? 0),
    },
  };

  async function countOf(): Promise<number> {
    if (last == null) return 0;
    return (await source.list({ limit: 1, offset: 0, ...order }, source.range)).total ?? 0;
  }
}
