import fc from 'fast-check';
import { expect } from 'vitest';
import type { ListSource } from '../../src/relay/list-source.ts';
import { offsetConnection } from '../../src/relay/offset-connection.ts';
import type { ModelRow } from './moving-list.ts';
import { infoOf } from './resolve-info.ts';

const INFO = infoOf(
  'edges { cursor node { uuid } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } totalCount',
);

/** Pages asked one after the other, each from a cursor of the page before. */
export const turns = fc.record({
  sizes: fc.array(fc.nat(150), { minLength: 1, maxLength: 4 }),
  steps: fc.array(fc.record({ isForward: fc.boolean(), from: fc.nat(99) }), { minLength: 1, maxLength: 6 }),
});

type Turns = typeof turns extends fc.Arbitrary<infer Value> ? Value : never;

/** Expects each page to be a slice of `all`, with a truthful `pageInfo`, and the total to be one of `totals`. */
export async function expectSlices(
  source: ListSource<ModelRow>,
  all: readonly string[],
  { sizes, steps }: Turns,
  totals: readonly unknown[],
): Promise<void> {
  let cursors: { cursor: string; position: number }[] = [];
  for (const [turn, { isForward, from }] of steps.entries()) {
    const size = sizes[turn % sizes.length] ?? 20;
    const known = turn === 0 ? undefined : cursors[from % Math.max(1, cursors.length)];
    const args = isForward ? { first: size, after: known?.cursor } : { last: size, before: known?.cursor };
    const { edges, pageInfo, totalCount } = await offsetConnection(args, source, INFO);

    const start = isForward ? (known?.position ?? -1) + 1 : Math.max(0, (known?.position ?? all.length) - size);
    const end = isForward ? Math.min(all.length, start + size) : (known?.position ?? all.length);
    expect(edges.map(({ node }) => node.uuid)).toEqual(all.slice(start, end));
    const { startCursor, endCursor, hasPreviousPage, hasNextPage } = pageInfo;
    expect({ startCursor, endCursor, hasPreviousPage, hasNextPage }).toEqual({
      hasPreviousPage: start > 0,
      hasNextPage: end < all.length,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    });
    expect(totals).toContain(totalCount);
    if (edges.length > 0) cursors = edges.map(({ cursor }, index) => ({ cursor, position: start + index }));
  }
}
