import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetConnection } from '../../src/relay/offset-connection.ts';
import { cursorAt } from './cursor-at.ts';
import { createMovingList, type MovingList, modelRow } from './moving-list.ts';
import { WHOLE_PAGE } from './resolve-info.ts';
import { walkPages } from './walk.ts';

const pagesOf = (size: number) => Math.max(1, Math.ceil(size / 95));

/** A list of so many rows, some of the same time. */
function listOf(count: number, perTime = 1) {
  return createMovingList(Array.from({ length: count }, (_, id) => modelRow(id, Math.floor(id / perTime) * 1000)));
}

async function pageAfter(list: MovingList, size: number, cursor: string | null) {
  const before = list.requests.length;
  const { edges, pageInfo } = await offsetConnection({ first: size, after: cursor }, list.source, WHOLE_PAGE);
  return { rows: edges.map(({ node }) => node.uuid), pageInfo, requests: list.requests.length - before };
}

it('asks once for up to 95 rows and once more for each further 95, while the list is quiet', async () => {
  const given = fc.record({ count: fc.nat(1500), size: fc.integer({ min: 1, max: 500 }), isForward: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(given, async ({ count, size: asked, isForward }) => {
      const size = Math.max(asked, Math.ceil(count / 20));
      const [first, ...further] = await walkPages(offsetConnection, listOf(count), isForward, size);
      // Counted first, unless the count's own answer is the whole list.
      const counting = isForward || count <= Math.min(size, 100) ? 0 : 1;
      expect(first?.requests).toBeLessThanOrEqual(pagesOf(size) + counting);
      for (const page of further) expect(page.requests).toBeLessThanOrEqual(pagesOf(size));
    }),
    { numRuns: 300 },
  );
});

it('asks for nothing more when fewer rows than the margin come or go', async () => {
  const given = fc.record({ size: fc.integer({ min: 1, max: 91 }), moves: fc.integer({ min: -4, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(given, async ({ size, moves }) => {
      const list = listOf(400);
      const { pageInfo } = await pageAfter(list, size, null);
      move(list, moves);
      const page = await pageAfter(list, size, pageInfo.endCursor);
      expect(page.requests).toBe(1);
      expect(page.rows).toHaveLength(size);
    }),
    { numRuns: 200 },
  );
});

it("goes where the total's change points when more rows than that come or go", async () => {
  const given = fc.record({ size: fc.integer({ min: 1, max: 95 }), moves: fc.integer({ min: -900, max: 900 }) });
  await fc.assert(
    fc.asyncProperty(given, async ({ size, moves }) => {
      const list = listOf(2000);
      const { pageInfo } = await pageAfter(list, size, await cursorAt(list, 1000));
      move(list, moves);
      const page = await pageAfter(list, size, pageInfo.endCursor);
      expect(page.requests).toBeLessThanOrEqual(2);
      expect(page.rows).toHaveLength(size);
    }),
    { numRuns: 200 },
  );
});

it('looks right beside the first window when the total did not change', async () => {
  const given = fc.record({
    size: fc.integer({ min: 1, max: 40 }),
    moves: fc.integer({ min: 1, max: 40 }),
    isUp: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ size, moves, isUp }) => {
      const list = listOf(2000);
      const cursor = await cursorAt(list, 1000);
      if (isUp) list.rows.splice(list.rows.length - moves, moves);
      move(list, isUp ? moves : -moves);
      if (!isUp) for (const id of Array(moves).keys()) list.insert(modelRow(2_000_000 + id, -1000 * id - 1000));
      const page = await pageAfter(list, size, cursor);
      expect(page.requests).toBeLessThanOrEqual(2);
      expect(page.rows).toHaveLength(size);
    }),
    { numRuns: 200 },
  );
});

it('finds any other place in O(log n + t/100) requests', async () => {
  const count = 20_000;
  const given = fc.record({
    size: fc.integer({ min: 1, max: 95 }),
    ties: fc.constantFrom(1, 10, 300, 2000),
    position: fc.integer({ min: 0, max: count - 1 }),
    moves: fc.integer({ min: 0, max: 9000 }),
    isGone: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ size, ties, position, moves, isGone }) => {
      const list = listOf(count, ties);
      const cursor = await cursorAt(list, position);
      if (isGone) list.remove(position);
      // As many come at the one end as go at the other: the total says nothing.
      list.rows.splice(list.rows.length - moves, moves);
      move(list, moves);
      const { requests } = await pageAfter(list, size, cursor);
      expect(requests).toBeLessThanOrEqual(3 + 2 * Math.log2(count / 100) + ties / 90);
    }),
    { numRuns: 60 },
  );
}, 60_000);

/** Rows come to the head of the list, or go from it. */
function move(list: MovingList, moves: number): void {
  if (moves < 0) list.rows.splice(0, -moves);
  const newest = list.rows[0]?.time ?? 0;
  const arrived = Array.from({ length: Math.max(0, moves) }, (_, index) =>
    modelRow(1_000_000 + index, newest + 1000 * (index + 1)),
  );
  list.rows.unshift(...arrived.toReversed());
}
