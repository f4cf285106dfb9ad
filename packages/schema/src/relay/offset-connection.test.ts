import { expect, it } from 'vitest';
import { cursorAt } from '../../test/connections/cursor-at.ts';
import { createMovingList, type MovingListOptions, modelRow } from '../../test/connections/moving-list.ts';
import { infoOf, WHOLE_PAGE } from '../../test/connections/resolve-info.ts';
import { type ConnectionArguments, offsetConnection } from './offset-connection.ts';

type MovingList = ReturnType<typeof createMovingList>;

/** Row 0 is the newest and, newest first, the first. */
function listOf(count: number, options: MovingListOptions = {}) {
  return createMovingList(
    Array.from({ length: count }, (_, id) => modelRow(id, (count - id) * 1000)),
    options,
  );
}

async function page({ source }: Pick<MovingList, 'source'>, args: ConnectionArguments, info = WHOLE_PAGE) {
  const { edges, pageInfo, totalCount } = await offsetConnection(args, source, info);
  return { ids: edges.map(({ node }) => Number(node.uuid.slice(4))), pageInfo, totalCount };
}

const from = (start: number, end: number) => Array.from({ length: end - start }, (_, index) => start + index);
const windows = ({ requests }: MovingList) => requests.map(({ offset, limit }) => [offset, limit]);

it('takes 20 rows from the start unless asked otherwise', async () => {
  const nothing = { first: null, after: null, last: null, before: null };
  for (const args of [{}, nothing, { after: '', before: '' }]) {
    expect((await page(listOf(30), args)).ids).toEqual(from(0, 20));
  }
});

it('goes forward with `first` and `after`, backward with `last` and `before`, each alone or both', async () => {
  const list = listOf(60);
  const cursor = await cursorAt(list, 30);
  const [after, before] = [cursor, cursor];
  expect((await page(list, { first: 5, after })).ids).toEqual(from(31, 36));
  expect((await page(list, { after })).ids).toEqual(from(31, 51));
  expect((await page(list, { last: 5, before })).ids).toEqual(from(25, 30));
  expect((await page(list, { before })).ids).toEqual(from(10, 30));
  expect((await page(list, { last: 3, after: '' })).ids).toEqual(from(57, 60));
  expect((await page(list, { first: 3, before: '' })).ids).toEqual(from(0, 3));
});

it.each<ConnectionArguments>([
  { first: 1, last: 1 },
  { first: 1, before: 'c' },
  { last: 1, after: 'c' },
  { after: 'c', before: 'd' },
  { first: -1 },
  { first: 501 },
  { last: -1 },
  { last: 501, before: 'c' },
])('refuses %o before it asks for anything', async (args) => {
  const list = listOf(30);
  await expect(page(list, args)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(list.requests).toEqual([]);
});

it('asks for a row and no more where only the total is wanted', async () => {
  const list = listOf(300);
  expect(await page(list, { first: 100 }, infoOf('totalCount'))).toMatchObject({ ids: [], totalCount: 300 });
  expect(windows(list)).toEqual([[0, 1]]);
});

it('asks for nothing where nothing is wanted that needs it', async () => {
  const list = listOf(300);
  const empty = { ids: [], totalCount: null, pageInfo: { startCursor: null, endCursor: null, hasPreviousPage: false } };
  expect(
    await page(list, { first: 0 }, infoOf('edges { cursor } pageInfo { endCursor hasPreviousPage }')),
  ).toMatchObject(empty);
  expect(await page(list, { first: 20 }, infoOf('__typename'))).toMatchObject(empty);
  const skipped = infoOf('edges @include(if: $rows) { cursor } ... @skip(if: $no) { totalCount }', {
    rows: false,
    no: true,
  });
  expect(await page(list, { first: 20 }, skipped)).toMatchObject(empty);
  expect(windows(list)).toEqual([]);
});

it('tells of a page of no rows what is around it', async () => {
  const list = listOf(30);
  expect((await page(list, { first: 0 })).pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  const { pageInfo } = await page(list, { first: 10 });
  const between = await page(
    list,
    { first: 0, after: pageInfo.endCursor },
    infoOf('totalCount pageInfo { hasNextPage hasPreviousPage }'),
  );
  expect(between).toMatchObject({ ids: [], totalCount: 30, pageInfo: { hasPreviousPage: true, hasNextPage: true } });
});

it('asks for the first window alone, and then for the rest at once', async () => {
  const { source, ...list } = listOf(1000);
  const waiting: (() => void)[] = [];
  const held = {
    ...source,
    list: async (...asked: Parameters<typeof source.list>) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return source.list(...asked);
    },
  };
  const release = async () => {
    await new Promise(setImmediate);
    return waiting.splice(0).map((resolve) => resolve()).length;
  };
  const first = page({ source: held }, { first: 300 });
  expect([await release(), await release()]).toEqual([1, 3]);
  const { ids, pageInfo } = await first;
  expect(ids).toEqual(from(0, 300));

  // The cursor knows the total.
  const second = page({ source: held }, { first: 300, after: pageInfo.endCursor });
  expect(await release()).toBe(4);
  expect((await second).ids).toEqual(from(300, 600));
  expect(list.requests).toHaveLength(8);
});

it('gives the last rows in list order: counts, then asks for them', async () => {
  const list = listOf(300);
  expect(await page(list, { last: 3 })).toMatchObject({
    ids: [297, 298, 299],
    pageInfo: { hasPreviousPage: true, hasNextPage: false },
  });
  expect(windows(list)).toEqual([
    [0, 3],
    [293, 12],
  ]);
  const short = listOf(3);
  expect((await page(short, { last: 20 })).ids).toEqual([0, 1, 2]);
  expect(short.requests).toHaveLength(1);
});

it('takes a row whose sort value changed for gone, and shows it again where it now stands', async () => {
  const list = listOf(30);
  const { pageInfo } = await page(list, { first: 10 });
  list.remove(9);
  list.insert(modelRow(9, 5500));
  const next = await page(list, { first: 20, after: pageInfo.endCursor });
  expect(next.ids).toEqual([...from(10, 25), 9, ...from(25, 29)]);
  expect(list.requests).toHaveLength(2);
});

it('keeps its place among ties by what stood beside the row', async () => {
  const list = createMovingList(Array.from({ length: 300 }, (_, id) => modelRow(id, 1000)));
  const { pageInfo } = await page(list, { first: 10 });
  list.remove(9);
  list.remove(8);
  expect((await page(list, { first: 10, after: pageInfo.endCursor })).ids).toEqual(from(10, 20));
});

it('shows ties again rather than pass over one, when all that told them apart is gone', async () => {
  const list = createMovingList(Array.from({ length: 30 }, (_, id) => modelRow(id, 1000)));
  const { pageInfo } = await page(list, { first: 10 });
  for (let index = 9; index >= 6; index--) list.remove(index);
  expect((await page(list, { first: 10, after: pageInfo.endCursor })).ids).toEqual([...from(0, 6), ...from(10, 14)]);
});

it('joins the windows of a page by any row that ties with the outermost', async () => {
  const list = createMovingList(
    from(0, 300).map((id) => modelRow(id, 1000)),
    {
      beforeAnswer: (request) => {
        if (request === 1) for (let index = 99; index >= 95; index--) list.remove(index);
      },
    },
  );
  expect((await page(list, { first: 150 })).ids).toEqual(from(0, 150));
});

it('ends a page rather than put ties in a wrong order, when all that would join the next window is gone', async () => {
  const list = createMovingList(
    from(0, 300).map((id) => modelRow(id, 1000)),
    {
      beforeAnswer: (request) => {
        if (request === 2) for (let index = 194; index >= 95; index--) list.remove(index);
      },
    },
  );
  const { pageInfo } = await page(list, { first: 100 });
  const next = await page(list, { first: 150, after: pageInfo.endCursor });
  expect(next.ids).toEqual(from(100, 195));
  expect(next.pageInfo.hasNextPage).toBe(true);
});

it('looks for its place anew where all that it had read is gone before it had a row', async () => {
  const list = createMovingList(
    from(0, 30).map((id) => modelRow(id, 1000)),
    {
      beforeAnswer: (request) => {
        if (request === 1) for (const id of from(30, 36)) list.insert(modelRow(id, 1000, id - 100));
        if (request === 2) for (let index = 7; index >= 0; index--) list.remove(index);
      },
    },
  );
  const { pageInfo } = await page(list, { first: 2 });
  expect((await page(list, { first: 2, after: pageInfo.endCursor })).ids).toEqual([2, 3]);
});

it('ends a page at its last joined row where the next window cannot be joined in 5 tries', async () => {
  const { source, ...list } = listOf(100);
  let asked = 0;
  // After the first answer ever newer rows fill every window: the list runs away.
  const racing: typeof source = {
    ...source,
    list: (window, range) => {
      asked++;
      if (asked === 1)
        return source.list(window, range).then((answer) => ({ ...answer, total: 100_000, hasMore: true }));
      const newer = from(0, window.limit).map((index) => modelRow(asked * 1000 + index, 1e9 * asked - index));
      return Promise.resolve({ data: newer, total: 100_000, hasMore: true });
    },
  };
  const { ids, pageInfo } = await page({ source: racing }, { first: 150 });
  expect(ids).toEqual(from(0, 100));
  expect(pageInfo.hasNextPage).toBe(true);
  expect(asked).toBeLessThanOrEqual(1 + 1 + 5);
  expect(list.rows).toHaveLength(100);

  await expect(page({ source: racing }, { first: 10, after: pageInfo.endCursor })).rejects.toMatchObject({
    extensions: { code: 'UPSTREAM_ERROR' },
  });
  expect(asked).toBeLessThan(60);
});

it.each([20, 50])('counts what comes, where answers hold %i rows whatever is asked for', async (cap) => {
  const list = listOf(400, { cap });
  const { ids, pageInfo } = await page(list, { first: 200 });
  expect(ids).toEqual(from(0, 200));
  expect((await page(list, { first: 150, after: pageInfo.endCursor })).ids).toEqual(from(200, 350));
  expect((await page(list, { last: 90, before: pageInfo.endCursor })).ids).toEqual(from(109, 199));
});

it('takes more rows than it asked for', async () => {
  const { source, requests } = listOf(250);
  const generous = {
    ...source,
    list: async () => source.list({ ...ALL, limit: 100 }, undefined).then((a) => ({ ...a, data: [...rowsOf()] })),
  };
  const rowsOf = () => listOf(250).rows;
  const { ids, pageInfo } = await page({ source: generous }, { first: 200 });
  expect(ids).toEqual(from(0, 200));
  expect(requests).toHaveLength(1);
  expect((await page({ source: generous }, { first: 200, after: pageInfo.endCursor })).ids).toEqual(from(200, 250));
});
const ALL = { offset: 0, order_field: 'at', order_type: 'desc' } as const;

it('believes neither of total and has_more where they contradict each other', async () => {
  const { source } = listOf(120, { cap: 50 });
  // The upstream clamps the limit, and counts with the one that was asked for.
  const miscounting: typeof source = {
    ...source,
    list: async (window, range) => {
      const answer = await source.list(window, range);
      return { ...answer, hasMore: window.offset + window.limit < 120 };
    },
  };
  const { pageInfo } = await page({ source: miscounting }, { first: 30 });
  const next = await page({ source: miscounting }, { first: 95, after: pageInfo.endCursor });
  expect(next.ids).toEqual(from(30, 120));
  expect(next.pageInfo.hasNextPage).toBe(false);
});

it('asks for one row more where answers do not say whether there is one', async () => {
  const list = listOf(40, { says: 'neither' });
  const first = await page(list, { first: 20 });
  expect(first).toMatchObject({ totalCount: null, pageInfo: { hasNextPage: true } });
  expect(windows(list)).toEqual([
    [0, 20],
    [19, 2],
  ]);
  const second = await page(list, { first: 20, after: first.pageInfo.endCursor });
  expect(second.ids).toEqual(from(20, 40));
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect((await page(list, { last: 5 })).ids).toEqual(from(35, 40));
});

it('does not ask for it where it is not wanted', async () => {
  const list = listOf(40, { says: 'neither' });
  await page(list, { first: 20 }, infoOf('nodes { uuid } pageInfo { endCursor hasPreviousPage }'));
  expect(windows(list)).toEqual([[0, 20]]);
});

it('comes to an end where the total promises more than there is', async () => {
  const { source } = listOf(30);
  const boasting = {
    ...source,
    list: async (...asked: Parameters<typeof source.list>) => ({
      ...(await source.list(...asked)),
      total: 500,
      hasMore: null,
    }),
  };
  const { ids, pageInfo } = await page({ source: boasting }, { first: 100 });
  expect(ids).toEqual(from(0, 30));
  expect(pageInfo.hasNextPage).toBe(false);
});

it('drops a row that is repeated, and fills its place', async () => {
  const list = listOf(40);
  const [first] = list.rows;
  if (first !== undefined) list.rows.splice(2, 0, first);
  expect((await page(list, { first: 10 })).ids).toEqual(from(0, 10));
});

it('pages by position alone, and says so once a page, where rows are not in the order asked', async () => {
  const warnings: string[] = [];
  const list = listOf(300);
  list.rows.sort((a, b) => a.uuid.localeCompare(b.uuid));
  const shuffled = list.rows.map(({ uuid }) => Number(uuid.slice(4)));
  const unordered = { source: { ...list.source, warn: (message: string) => warnings.push(message) } };
  const first = await page(unordered, { first: 120 });
  expect(first.ids).toEqual(shuffled.slice(0, 120));
  const second = await page(unordered, { first: 120, after: first.pageInfo.endCursor });
  expect(second.ids).toEqual(shuffled.slice(120, 240));
  expect((await page(unordered, { last: 40, before: second.pageInfo.startCursor })).ids).toEqual(
    shuffled.slice(80, 120),
  );
  expect(warnings).toEqual(Array(3).fill('Query.model: rows are not ordered by at desc; paged by position alone'));
});

it('refuses a cursor that is not of this list before it asks for anything', async () => {
  const list = listOf(30);
  const { pageInfo } = await page(list, { first: 10 });
  list.requests.length = 0;
  const refused = { extensions: { code: 'BAD_USER_INPUT' } };
  await expect(page(list, { first: 10, after: 'b2Zmc2V0OjEw' })).rejects.toMatchObject(refused);
  const filtered = { ...list.source, identity: { status: 'ok' } };
  await expect(page({ source: filtered }, { first: 10, after: pageInfo.endCursor })).rejects.toMatchObject(refused);
  await expect(page(list, { first: 501 })).rejects.toMatchObject(refused);
  expect(list.requests).toEqual([]);
});

it('keeps its place though rows without a sort value come to stand before it', async () => {
  const list = createMovingList(
    from(0, 30).map((id) => modelRow(id, 1000 * id)),
    { direction: 'asc', nullsFirst: true },
  );
  const { pageInfo } = await page(list, { first: 2 });
  list.remove(1);
  for (const id of from(30, 180)) list.insert(modelRow(id, null));
  expect((await page(list, { first: 10, after: pageInfo.endCursor })).ids).toEqual(from(2, 12));
});

it.each([
  ['asc', true],
  ['asc', false],
  ['desc', true],
  ['desc', false],
] as const)(
  'shows rows without a sort value in one place, %s, first: %s, forward and backward',
  async (direction, nullsFirst) => {
    const dated = from(0, 30).map((id) => modelRow(id, 1000 * id));
    const list = createMovingList([...dated, ...from(30, 45).map((id) => modelRow(id, null))], {
      direction,
      nullsFirst,
    });
    const all = list.rows.map(({ uuid }) => Number(uuid.slice(4)));
    const forward = await page(list, { first: 20 });
    const rest = await page(list, { first: 25, after: forward.pageInfo.endCursor });
    const backward = await page(list, { last: 25 });
    const start = await page(list, { last: 20, before: backward.pageInfo.startCursor });
    expect([...forward.ids, ...rest.ids]).toEqual(all);
    expect([...start.ids, ...backward.ids]).toEqual(all);
  },
);

it.each([
  ['asc', false],
  ['desc', true],
] as const)(
  'pages by position, %s, where rows without a sort value do not stand where declared',
  async (direction, nullsFirst) => {
    const warnings: string[] = [];
    const dated = from(0, 130).map((id) => modelRow(id, 1000 * id));
    const list = createMovingList([...dated, ...from(130, 280).map((id) => modelRow(id, null))], {
      direction,
      nullsFirst,
      declared: !nullsFirst,
    });
    const source = { ...list.source, warn: (message: string) => warnings.push(message) };
    const all = list.rows.map(({ uuid }) => Number(uuid.slice(4)));
    expect((await page({ source }, { first: 280 })).ids).toEqual(all);
    const forward = await page({ source }, { first: 140 });
    const rest = await page({ source }, { first: 140, after: forward.pageInfo.endCursor });
    expect([...forward.ids, ...rest.ids]).toEqual(all);
    const backward = await page({ source }, { last: 140 });
    const start = await page({ source }, { last: 140, before: backward.pageInfo.startCursor });
    expect([...start.ids, ...backward.ids]).toEqual(all);
    expect(warnings).toContainEqual(expect.stringMatching(new RegExp(`^Query.model: .*\\bat ${direction}\\b`)));
  },
);
