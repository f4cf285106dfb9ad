import { expect, it } from 'vitest';
import { cursorAt } from '../../test/connections/cursor-at.ts';
import { createMovingList, type MovingListOptions, modelRow } from '../../test/connections/moving-list.ts';
import { infoOf } from '../../test/connections/resolve-info.ts';
import { type ConnectionArguments, offsetConnection } from './offset-connection.ts';

type Source = ReturnType<typeof createMovingList>['source'];

const ROWS = infoOf('nodes { uuid } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }');

/** Newest first, a row a minute unless said otherwise. Row 0 is the newest. */
function listOf(count: number, options: MovingListOptions = {}, timeOf = (id: number) => (count - id) * 60_000) {
  const rows = Array.from({ length: count }, (_, id) => modelRow(id, timeOf(id)));
  return createMovingList(rows, { searchWindow: 10_000, ...options });
}

async function page(source: Source, args: ConnectionArguments, info = ROWS) {
  const { edges, pageInfo, totalCount } = await offsetConnection(args, source, info);
  return { ids: edges.map(({ node }) => Number(node.uuid.slice(4))), pageInfo, totalCount };
}

const from = (start: number, end: number) => Array.from({ length: end - start }, (_, index) => start + index);
const NARROW = { message: expect.stringContaining('narrow the filter'), extensions: { code: 'BAD_USER_INPUT' } };

it('goes on past the search window by a range, a request a page, and counts the whole list', async () => {
  const list = listOf(12_000);
  let after: string | null = await cursorAt(list, 9_969);
  list.requests.length = 0;
  for (const start of from(0, 5).map((index) => 9_970 + 20 * index)) {
    const { ids, pageInfo } = await page(list.source, { first: 20, after });
    expect(ids).toEqual(from(start, start + 20));
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    after = pageInfo.endCursor;
  }
  expect(list.requests).toHaveLength(5);
  expect(list.requests.map(({ range }) => range === undefined)).toEqual([true, false, false, false, false]);
  expect((await page(list.source, { first: 20, after }, infoOf('totalCount nodes { uuid }'))).totalCount).toBe(12_000);
});

it('keeps to the bounds that the caller gave', async () => {
  const list = listOf(30_000);
  const at = (id: number) => list.rows[id]?.at ?? '';
  const source = { ...list.source, range: { '<=': at(3_000), '>=': at(14_999) } };
  const after = await cursorAt({ source }, 9_990);
  const { ids, pageInfo } = await page(source, { first: 500, after });
  expect(ids).toEqual(from(12_991, 13_491));
  expect(list.requests.at(-1)?.range).toMatchObject({ '>=': at(14_999), '<=': expect.stringMatching(/Z$/) });
  const end = await page(source, { last: 3 });
  expect(end.ids).toEqual([14_997, 14_998, 14_999]);
  expect(end.pageInfo.hasNextPage).toBe(false);
  expect(pageInfo.hasNextPage).toBe(true);
});

it('walks back out of the depth to the first row', async () => {
  const list = listOf(10_400);
  const seen: number[][] = [];
  let before: string | null = null;
  for (let hasPreviousPage = true; hasPreviousPage; ) {
    const read: Awaited<ReturnType<typeof page>> = await page(list.source, { last: 500, before });
    seen.unshift(read.ids);
    before = read.pageInfo.startCursor;
    hasPreviousPage = read.pageInfo.hasPreviousPage;
  }
  expect(seen.flat()).toEqual(from(0, 10_400));
});

it('ends with the last row that has a sort value', async () => {
  const list = listOf(10_050);
  for (const id of from(10_050, 10_100)) list.insert(modelRow(id, null));
  const { ids, pageInfo } = await page(list.source, { first: 200, after: await cursorAt(list, 9_949) });
  expect(ids).toEqual(from(9_950, 10_050));
  expect(pageInfo.hasNextPage).toBe(false);
  expect((await page(list.source, { last: 60 })).ids).toEqual(from(9_990, 10_050));
});

it('shows a row once on a page that goes past the search window, though it moves there meanwhile', async () => {
  const list = listOf(300, {
    searchWindow: 100,
    beforeAnswer: (request) => {
      if (request !== 1) return;
      list.remove(5);
      list.insert(modelRow(5, 190_500 * 60));
    },
  });
  const { ids } = await page(list.source, { first: 150 });
  expect(ids).toEqual(from(0, ids.length));
  expect(ids.length).toBeGreaterThan(140);
});

it.each([
  ['ignores the range', (source: Source): Source => ({ ...source, list: (window) => source.list(window, undefined) })],
  [
    'answers nothing to a range',
    (source: Source): Source => ({
      ...source,
      list: async (window, range) =>
        range === undefined ? source.list(window, range) : { data: [], total: 0, hasMore: false },
    }),
  ],
])('asks to narrow the filter where the upstream %s', async (_what, change) => {
  const list = listOf(12_000);
  const after = await cursorAt(list, 9_990);
  await expect(page(change(list.source), { first: 20, after })).rejects.toMatchObject(NARROW);
  await expect(page(change(list.source), { last: 20 })).rejects.toMatchObject(NARROW);
});

it('asks to narrow the filter where the list turned round tells nothing about the rows before', async () => {
  const list = listOf(30_000);
  const deep = await page(list.source, { first: 20, after: await cursorAt(list, 9_990) });
  expect(deep.ids).toEqual(from(9_991, 10_011));
  let turned = 0;
  const moody: Source = {
    ...list.source,
    list: (window, range) =>
      list.source.list(window, window.order_type === 'asc' && turned++ === 0 ? undefined : range),
  };
  await expect(page(moody, { last: 20, before: deep.pageInfo.startCursor })).rejects.toMatchObject(NARROW);
});

it('asks to narrow the filter where rows without a sort value come first and fill the search window', async () => {
  const list = listOf(100, {
    direction: 'asc',
    nullsFirst: true,
    beforeAnswer: (request) => {
      if (request === 2) list.rows.splice(0, 20);
    },
  });
  for (const id of from(100, 10_100)) list.rows.unshift(modelRow(id, null));
  const after = await cursorAt(list, 9_990);
  await expect(page(list.source, { first: 20, after })).rejects.toMatchObject(NARROW);
});

it('asks to narrow the filter where more rows tie than the search window holds', async () => {
  const list = listOf(12_000, {}, () => 0);
  const after = await cursorAt(list, 9_990);
  await expect(page(list.source, { first: 20, after })).rejects.toMatchObject(NARROW);
});

it('asks no further than that where the last rows tie so', async () => {
  const list = listOf(150, { searchWindow: 150 }, () => 0);
  list.insert(modelRow(150, null));
  await expect(page(list.source, { last: 50 })).rejects.toMatchObject(NARROW);
  expect(list.requests.length).toBeLessThan(10);
});

it('does not take the edge of the search window for the end, where the count stops there too', async () => {
  const { source } = listOf(12_000);
  const capped: Source = {
    ...source,
    list: async (window, range) => {
      const { data, total } = await source.list(window, range);
      return { data, total: Math.min(10_000, total ?? 0), hasMore: null };
    },
  };
  const { ids, pageInfo } = await page(capped, { first: 20, after: await cursorAt({ source: capped }, 9_979) });
  expect(ids).toEqual(from(9_980, 10_000));
  expect(pageInfo.hasNextPage).toBe(true);
});
