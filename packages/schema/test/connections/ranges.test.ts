import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SortRange } from '../../src/relay/list-source.ts';
import { offsetConnection } from '../../src/relay/offset-connection.ts';
import { createMovingList, type MovingList, modelRow } from './moving-list.ts';
import { isIn, rangesAsked, toRanges } from './ranges.ts';
import { infoOf, WHOLE_PAGE } from './resolve-info.ts';
import { listOf, scenario } from './scenario.ts';
import { expectSlices, turns } from './slice-turns.ts';
import { faultsOf, walkPages } from './walk.ts';

function within<List extends Pick<MovingList, 'source'>>(list: List, ranges: Record<string, SortRange>): List {
  return { ...list, source: { ...list.source, ranges } };
}

it('sees each row in range that stays once and in order, however the list moves', async () => {
  const property = fc.asyncProperty(scenario, rangesAsked, async (given, asked) => {
    const { list, isForward, size } = given;
    const ranges = toRanges(asked, list.times * (list.times > 1000 ? 7 : 500));
    const moving = listOf(given);
    const leastSize = Math.ceil(moving.rows.length / 40);
    const pages = await walkPages(offsetConnection, within(moving, ranges), isForward, Math.max(size, leastSize));
    const rows = moving.rows.filter((row) => isIn(row, ranges));
    expect(faultsOf(pages, { ...moving, rows }, moving.initial, isForward)).toEqual([]);
    expect(pages.flatMap((page) => page.rows).filter((row) => !isIn(row, ranges))).toEqual([]);
  });
  await fc.assert(property, { numRuns: 3000 });
}, 120_000);

const quiet = fc.record({
  count: fc.oneof(fc.nat(12), fc.nat(300)),
  times: fc.constantFrom(1, 5, 1_000_000),
  nulls: fc.constantFrom(0, 1, 30, 130),
  options: fc.record({
    direction: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
    nullsFirst: fc.boolean(),
    // With a lower limit as well, a list that is not as declared may not be exact.
    declared: fc.constantFrom(undefined, undefined, true, false),
    cap: fc.constantFrom(100, 37, 20),
    says: fc.constantFrom<'both' | 'total' | 'hasMore' | 'neither'>('both', 'total', 'hasMore', 'neither'),
  }),
});

it('answers any page of a quiet list as a slice of its rows in range, with a truthful pageInfo', async () => {
  const property = fc.asyncProperty(quiet, rangesAsked, turns, async (given, asked, pages) => {
    const { count, times, nulls } = given;
    const options = given.options.cap < 100 ? { ...given.options, declared: undefined } : given.options;
    const ranges = toRanges(asked, times);
    const dated = Array.from({ length: count }, (_, id) => modelRow(id, 1000 + ((id * 7919) % times)));
    const undated = Array.from({ length: nulls }, (_, id) => modelRow(count + id, null));
    const list = createMovingList([...dated, ...undated], options);
    const all = list.rows.filter((row) => isIn(row, ranges)).map(({ uuid }) => uuid);
    await expectSlices(within(list, ranges).source, all, pages, [null, all.length]);
  });
  await fc.assert(property, { numRuns: 1500 });
}, 60_000);

/** A list of so many rows, one a second. Row 0 is the oldest. */
const secondsOf = (count: number) =>
  createMovingList(Array.from({ length: count }, (_, id) => modelRow(id, id * 1000)));
const momentOf = (id: number) => new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString();

it('finds a range on the sort field in O(log n) requests, and counts it', async () => {
  const count = 40_000;
  const given = fc.record({ from: fc.nat(count), length: fc.nat(5000), isForward: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(given, async ({ from, length, isForward }) => {
      const list = secondsOf(count);
      const { source } = within(list, { at: { '>=': momentOf(from), '<': momentOf(from + length) } });
      const args = isForward ? { first: 50 } : { last: 50 };
      const { edges, pageInfo } = await offsetConnection(args, source, WHOLE_PAGE);
      const rows = Math.min(length, count - from);
      expect(edges).toHaveLength(Math.min(50, rows));
      expect(list.requests.length).toBeLessThanOrEqual(4 + Math.log2(count / 100));
      if (rows > 50) {
        list.requests.length = 0;
        const { startCursor: before, endCursor: after } = pageInfo;
        await offsetConnection(isForward ? { first: 50, after } : { last: 50, before }, source, WHOLE_PAGE);
        expect(list.requests).toHaveLength(1);
      }
      list.requests.length = 0;
      expect((await offsetConnection({}, source, infoOf('totalCount'))).totalCount).toBe(rows);
      expect(list.requests.length).toBeLessThanOrEqual(2 * (3 + Math.log2(count / 100)));
    }),
    { numRuns: 60 },
  );
}, 60_000);

it('leaves out rows outside of a range on another field, 20 reads a page at the most, and goes on', async () => {
  const list = createMovingList(
    Array.from({ length: 5000 }, (_, id) => ({ ...modelRow(id, id * 1000), stored: momentOf(id % 4000) })),
  );
  const { source } = within(list, { stored: { '<': momentOf(3) } });
  const seen: string[] = [];
  const requests: number[] = [];
  for (let after: string | null = null, hasNext = true; hasNext; ) {
    list.requests.length = 0;
    const read: Awaited<ReturnType<typeof offsetConnection<(typeof list.rows)[number]>>> = await offsetConnection(
      { first: 10, after },
      source,
      infoOf('nodes { uuid } pageInfo { endCursor hasNextPage }'),
    );
    seen.push(...read.edges.map(({ node }) => node.uuid));
    requests.push(list.requests.length);
    after = read.pageInfo.endCursor;
    hasNext = read.pageInfo.hasNextPage;
  }
  expect(seen).toEqual(['row-4002', 'row-4001', 'row-4000', 'row-2', 'row-1', 'row-0']);
  expect(Math.max(...requests)).toBeLessThanOrEqual(21);
  expect(requests.length).toBe(3);
});
