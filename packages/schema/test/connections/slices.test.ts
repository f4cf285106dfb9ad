import fc from 'fast-check';
import { it } from 'vitest';
import { createMovingList, modelRow } from './moving-list.ts';
import { expectSlices, turns } from './slice-turns.ts';

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
});

it('answers any page of a quiet list as a slice of it, from either side, with a truthful pageInfo', async () => {
  const property = fc.asyncProperty(given, turns, async ({ count, times, nulls, options }, asked) => {
    const dated = Array.from({ length: count }, (_, id) => modelRow(id, (id * 7919) % times));
    const undated = Array.from({ length: nulls }, (_, id) => modelRow(count + id, null));
    const { source, rows } = createMovingList([...dated, ...undated], options);
    const isCounted = options.says === 'both' || options.says === 'total';
    const totals = options.lies === undefined ? [isCounted ? rows.length : null] : [null, ...rows.keys(), rows.length];
    await expectSlices(
      source,
      rows.map(({ uuid }) => uuid),
      asked,
      totals,
    );
  });
  await fc.assert(property, { numRuns: 1000 });
}, 60_000);
