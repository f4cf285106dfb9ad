import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetConnection } from '../../src/relay/offset-connection.ts';
import { createMovingList, type ModelRow, type MovingList, modelRow } from './moving-list.ts';
import { infoOf } from './resolve-info.ts';
import { listOf, scenario } from './scenario.ts';
import { faultsOf, walkPages } from './walk.ts';

const INFO = infoOf(
  'edges { cursor node { uuid } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } totalCount',
);

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
  sizes: fc.array(fc.nat(150), { minLength: 1, maxLength: 4 }),
  turns: fc.array(fc.record({ isForward: fc.boolean(), from: fc.nat(99) }), { minLength: 1, maxLength: 6 }),
});

it('answers any page of a quiet thread as a slice of it, wherever the upstream puts rows without a time', async () => {
  const property = fc.asyncProperty(quiet, async ({ count, times, nulls, options, sizes, turns }) => {
    const dated = Array.from({ length: count }, (_, id) => modelRow(id, (id * 7919) % times));
    const undated = Array.from({ length: nulls }, (_, id) => modelRow(count + id, null));
    const list = createMovingList([...dated, ...undated], { ...options, direction: 'asc' });
    const all = inThread(list.rows).map(({ uuid }) => uuid);
    let cursors: { cursor: string; position: number }[] = [];
    for (const [turn, { isForward, from }] of turns.entries()) {
      const size = sizes[turn % sizes.length] ?? 20;
      const known = turn === 0 ? undefined : cursors[from % Math.max(1, cursors.length)];
      const args = isForward ? { first: size, after: known?.cursor } : { last: size, before: known?.cursor };
      const { edges, pageInfo, totalCount } = await offsetConnection(args, asThread(list).source, INFO);
      const start = isForward ? (known?.position ?? -1) + 1 : Math.max(0, (known?.position ?? all.length) - size);
      const end = isForward ? Math.min(all.length, start + size) : (known?.position ?? all.length);
      expect(edges.map(({ node }) => node.uuid)).toEqual(all.slice(start, end));
      expect(pageInfo).toMatchObject({ hasPreviousPage: start > 0, hasNextPage: end < all.length });
      expect([null, all.length]).toContain(totalCount);
      if (edges.length > 0) cursors = edges.map(({ cursor }, index) => ({ cursor, position: start + index }));
    }
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
  const { edges } = await offsetConnection({ last: 20 }, asThread(list).source, INFO);
  const newest = inThread(list.rows).slice(-20);
  expect(edges.map(({ node }) => node.uuid)).toEqual(newest.map(({ uuid }) => uuid));
  expect(list.requests).toHaveLength(requests);
  list.requests.length = 0;
  await offsetConnection({ last: 20, before: edges[0]?.cursor }, asThread(list).source, infoOf('nodes { uuid }'));
  expect(list.requests).toHaveLength(1);
});
