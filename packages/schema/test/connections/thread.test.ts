import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetConnection } from '../../src/relay/offset-connection.ts';
import { createMovingList, type ModelRow, type MovingList, modelRow } from './moving-list.ts';
import { infoOf, WHOLE_PAGE } from './resolve-info.ts';
import { listOf, scenario } from './scenario.ts';
import { expectSlices, turns } from './slice-turns.ts';
import { faultsOf, walkPages } from './walk.ts';

function asThread<List extends Pick<MovingList, 'source'>>(list: List): List {
  return { ...list, source: { ...list.source, undatedBy: 'stored' } };
}

/** The rows as people see them: those without a time stand last, by when they were stored. */
function inThread(rows: readonly ModelRow[]): ModelRow[] {
  const undated = rows.filter(({ time }) => time === null);
  const order = ({ stored, uuid }: ModelRow) => `${stored.replace(/\.000Z$/, '')} ${uuid}`;
  undated.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return [...rows.filter(({ time }) => time !== null), ...undated];
}

it('sees each row that stays once and in order, forward and backward, however the list moves', async () => {
  const property = fc.asyncProperty(scenario, async (given) => {
    const { isForward, size } = given;
    const options = { ...given.options, direction: 'asc', nullsFirst: true } as const;
    const list = listOf({ ...given, options });
    const leastSize = Math.ceil(list.rows.length / 40);
    const pages = await walkPages(offsetConnection, asThread(list), isForward, Math.max(size, leastSize));
    expect(faultsOf(pages, { ...list, rows: inThread(list.rows) }, list.initial, isForward)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 3000 });
}, 120_000);

const quiet = fc.record({
  count: fc.oneof(fc.nat(12), fc.nat(300)),
  times: fc.constantFrom(1, 5, 1_000_000),
  nulls: fc.constantFrom(0, 1, 30, 130),
  options: fc.record({
    direction: fc.constant('asc'),
    nullsFirst: fc.boolean(),
    declared: fc.constant(true),
    says: fc.constantFrom<'both' | 'total' | 'hasMore' | 'neither'>('both', 'total', 'hasMore', 'neither'),
  }),
});

it('answers any page of a quiet thread as a slice of it, wherever the upstream puts rows without a time', async () => {
  const property = fc.asyncProperty(quiet, turns, async ({ count, times, nulls, options }, pages) => {
    const dated = Array.from({ length: count }, (_, id) => modelRow(id, (id * 7919) % times));
    const undated = Array.from({ length: nulls }, (_, id) => modelRow(count + id, null));
    const list = createMovingList([...dated, ...undated], { ...options, direction: 'asc' });
    const all = inThread(list.rows).map(({ uuid }) => uuid);
    await expectSlices(asThread(list).source, all, pages, [null, all.length]);
  });
  await fc.assert(property, { numRuns: 1500 });
}, 60_000);

it.each([
  ['of up to 100 rows', 95, 3, 1],
  ['longer than that', 1000, 3, 2],
])('reads the newest rows of a thread %s in one or two requests', async (_what, count, nulls, requests) => {
  const dated = Array.from({ length: count }, (_, id) => modelRow(id, id * 1000));
  const undated = Array.from({ length: nulls }, (_, id) => modelRow(count + id, null));
  const list = createMovingList([...dated, ...undated], { direction: 'asc' });
  const { edges } = await offsetConnection({ last: 20 }, asThread(list).source, WHOLE_PAGE);
  const newest = inThread(list.rows).slice(-20);
  expect(edges.map(({ node }) => node.uuid)).toEqual(newest.map(({ uuid }) => uuid));
  expect(list.requests).toHaveLength(requests);
  list.requests.length = 0;
  await offsetConnection({ last: 20, before: edges[0]?.cursor }, asThread(list).source, infoOf('nodes { uuid }'));
  expect(list.requests).toHaveLength(1);
});
