import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetConnection } from '../../src/relay/offset-connection.ts';
import { createMovingList, modelRow } from './moving-list.ts';
import { infoOf } from './resolve-info.ts';

const INFO = infoOf(
  'edges { cursor node { uuid } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } totalCount',
);

const given = fc.record({
  count: fc.oneof(fc.nat(12), fc.nat(300)),
  times: fc.constantFrom(1, 5, 1_000_000),
  nulls: fc.constantFrom(0, 1, 30),
  options: fc.record({
    direction: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
    nullsFirst: fc.boolean(),
    cap: fc.constantFrom(100, 37, 20),
    says: fc.constantFrom<'both' | 'total' | 'hasMore' | 'neither'>('both', 'total', 'hasMore', 'neither'),
    lies: fc.constantFrom(undefined, undefined, 'zero', 'below'),
  }),
  sizes: fc.array(fc.nat(150), { minLength: 1, maxLength: 4 }),
  turns: fc.array(fc.record({ isForward: fc.boolean(), from: fc.nat(99) }), { minLength: 1, maxLength: 6 }),
});

it('answers any page of a quiet list as a slice of it, from either side, with a truthful pageInfo', async () => {
  const property = fc.asyncProperty(given, async ({ count, times, nulls, options, sizes, turns }) => {
    const dated = Array.from({ length: count }, (_, id) => modelRow(id, (id * 7919) % times));
    const list = createMovingList(
      [...dated, ...Array.from({ length: nulls }, (_, id) => modelRow(count + id, null))],
      options,
    );
    const all = list.rows.map(({ uuid }) => uuid);
    let cursors: { cursor: string; position: number }[] = [];
    for (const [turn, { isForward, from }] of turns.entries()) {
      const size = sizes[turn % sizes.length] ?? 20;
      const known = turn === 0 ? undefined : cursors[from % Math.max(1, cursors.length)];
      const args = isForward ? { first: size, after: known?.cursor } : { last: size, before: known?.cursor };
      const { edges, pageInfo, totalCount } = await offsetConnection(args, list.source, INFO);

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
      if (options.lies === undefined) {
        expect(totalCount).toBe(options.says === 'both' || options.says === 'total' ? all.length : null);
      }
      if (edges.length > 0) cursors = edges.map(({ cursor }, index) => ({ cursor, position: start + index }));
    }
  });
  await fc.assert(property, { numRuns: 1000 });
}, 60_000);
