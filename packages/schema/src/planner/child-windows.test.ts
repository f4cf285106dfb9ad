import { ApiStatusError, createApiClient, createUpstream, type PageParams } from '@getsales-gateway/api-client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ChildWindow, childWindows } from './child-windows.ts';

interface Child {
  uuid: string;
  parent: string;
}

/** How an upstream may take a filter by several parents, and how it may page. */
interface Manner {
  filter: 'honoured' | 'ignored' | 'last value only' | 'refused';
  maxRows: number;
  hasTotal: boolean;
  hasMore: boolean;
}

const OPERATION = { method: 'GET', path: '/children' } as const;

const HONEST: Manner = { filter: 'honoured', maxRows: 100, hasTotal: true, hasMore: true };

/** An upstream that holds `children` in their order, and the loader before it. */
function world(children: readonly Child[], manner: Partial<Manner> = {}) {
  const { filter, maxRows, hasTotal, hasMore } = { ...HONEST, ...manner };
  const requests: string[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const list = (parents: readonly string[], { limit, offset }: PageParams) => {
    if (filter === 'refused' && parents.length > 1) {
      throw new ApiStatusError(OPERATION, { status: 422, body: '', requestId: undefined, retryAfterMs: undefined });
    }
    const asked = new Set(filter === 'last value only' ? parents.slice(-1) : parents);
    const rows =
      filter === 'ignored' && parents.length > 1 ? children : children.filter(({ parent }) => asked.has(parent));
    const data = rows.slice(offset, offset + Math.min(limit, maxRows));
    return {
      data,
      total: hasTotal ? rows.length : null,
      hasMore: hasMore ? offset + data.length < rows.length : null,
    };
  };
  const upstream = createUpstream({ url: 'http://upstream.test', timeoutMs: 1_000 });
  const loader = childWindows<Child, null>({
    name: 'children by parent',
    list: async (_context, parents, { window }) => {
      requests.push(`${parents.length === 1 ? parents[0] : parents.length} ${window.offset}+${window.limit}`);
      underWay++;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await Promise.resolve();
      underWay--;
      return list(parents, window);
    },
    parentsOf: ({ parent }) => [parent].flat(),
  });
  const context = { api: createApiClient({ upstream, apiKey: 'key' }) };
  return {
    list,
    requests,
    findings: upstream.findings.batches,
    mostUnderWay: () => mostUnderWay,
    load: (keys: ChildWindow<null>[]) => loader(context).loadMany(keys),
  };
}

function windowOf(parent: string, limit: number, { offset = 0, needsTotal = false } = {}): ChildWindow<null> {
  const window = { limit, offset, order_field: 'created_at', order_type: 'desc' } as const;
  return { parent, filter: null, window, range: undefined, needsTotal };
}

/** As many children as asked for each parent, dealt in turn so that they mix. */
function deal(counts: readonly number[]): Child[] {
  const most = Math.max(0, ...counts);
  return Array.from({ length: most }, (_, turn) =>
    counts.flatMap((count, index) => (turn < count ? [{ uuid: `${index}-${turn}`, parent: `p${index}` }] : [])),
  ).flat();
}

const parents = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

it('answers all parents by one request when their children fit one window', async () => {
  const { load, requests } = world(deal(Array(10).fill(2)));
  const pages = await load(parents(10).map((parent) => windowOf(parent, 5)));
  expect(pages[3]).toEqual({
    data: [
      { uuid: '3-0', parent: 'p3' },
      { uuid: '3-1', parent: 'p3' },
    ],
    total: 2,
    hasMore: false,
  });
  expect(requests).toEqual(['10 0+100']);
});

it('asks at once for the further windows that a list certainly takes', async () => {
  const { load, requests, mostUnderWay } = world(deal(Array(50).fill(5)));
  const pages = await load(parents(50).map((parent) => windowOf(parent, 5)));
  expect(pages[49]).toMatchObject({ data: { length: 5 }, total: 5 });
  expect(requests).toEqual(['50 0+100', '50 95+100', '50 190+100']);
  expect(mostUnderWay()).toBe(2);
});

it('reads past one lead with 2,000 messages among 50 with 2 by two requests', async () => {
  const noisy = Array.from({ length: 2_000 }, (_, turn) => ({ uuid: `0-${turn}`, parent: 'p0' }));
  const others = deal([0, ...Array<number>(49).fill(2)]);
  const { load, requests } = world([...noisy, ...others]);
  const pages = await load(parents(50).map((parent) => windowOf(parent, 5)));
  expect(pages[0]).toMatchObject({ total: null, hasMore: null });
  expect(pages[0]).toHaveProperty('data.length', 100);
  expect(pages[49]).toMatchObject({ total: 2, hasMore: false });
  expect(requests).toEqual(['50 0+100', '49 0+100']);
});

it('asks each parent alone where their totals are wanted and cost more together', async () => {
  const { load, requests } = world(deal([500, 500, 500]));
  await load(parents(3).map((parent) => windowOf(parent, 5, { needsTotal: true })));
  expect(requests).toEqual(['3 0+100', 'p0 0+5', 'p1 0+5', 'p2 0+5']);
});

it('asks one parent by its own window', async () => {
  const { load, requests } = world(deal([50]));
  await load([windowOf('p0', 5, { offset: 10 })]);
  expect(requests).toEqual(['p0 10+5']);
});

it('counts one parent alone that fills most of a window, and the others together', async () => {
  const noisy = Array.from({ length: 2_000 }, (_, turn) => ({ uuid: `0-${turn}`, parent: 'p0' }));
  const { load, requests, findings } = world([...noisy, ...deal([0, ...Array<number>(49).fill(2)])]);
  findings.set('children by parent', { isHonoured: true, holdsUntilMs: Number.POSITIVE_INFINITY });
  const pages = await load(parents(50).map((parent) => windowOf(parent, 5, { needsTotal: true })));
  expect(pages.map((page) => (page instanceof Error ? page : page.total))).toEqual([2_000, ...Array(49).fill(2)]);
  expect(requests).toEqual(['50 0+100', '49 0+100', 'p0 0+5']);
});

it('reads once what several windows want of one list', async () => {
  const { load, requests } = world(deal([3, 3]));
  const pages = await load([windowOf('p0', 1), windowOf('p1', 1), windowOf('p0', 5, { offset: 2 })]);
  expect(pages.map((page) => (page instanceof Error ? page : page.data.map(({ uuid }) => uuid)))).toEqual([
    ['0-0', '0-1', '0-2'],
    ['1-0', '1-1', '1-2'],
    ['0-2'],
  ]);
  expect(requests).toEqual(['2 0+100']);
});

it('sees the end of a list that nothing tells, by asking once more', async () => {
  const { load, requests } = world(deal([6, ...Array<number>(20).fill(2)]), { hasTotal: false, hasMore: false });
  const pages = await load(parents(21).map((parent) => windowOf(parent, 5)));
  expect(pages[20]).toMatchObject({ data: { length: 2 }, total: null, hasMore: false });
  expect(requests).toEqual(['21 0+100', '20 35+100']);
});

it('asks for a hundred parents at a time, of which one batch goes ahead while nothing is known of the filter', async () => {
  const ignoring = world([{ uuid: 'x', parent: 'stranger' }, ...deal(Array(150).fill(1))], { filter: 'ignored' });
  await ignoring.load(parents(150).map((parent) => windowOf(parent, 5)));
  expect(ignoring.requests.slice(0, 2)).toEqual(['100 0+100', 'p0 0+5']);
  expect(ignoring.requests).toHaveLength(1 + 150);
  const honest = world(deal(Array(150).fill(1)));
  await honest.load(parents(150).flatMap((parent) => [windowOf(parent, 5), windowOf(parent, 6)]));
  expect(honest.requests).toEqual(['100 0+100', '50 0+100']);
});

it('finds out once that the filter is ignored, and never tries again', async () => {
  const children = [...deal([2, 2]), { uuid: 'x', parent: 'stranger' }];
  const { load, requests, findings } = world(children, { filter: 'ignored' });
  await load([windowOf('p0', 5), windowOf('p1', 5)]);
  expect(requests).toEqual(['2 0+100', 'p0 0+5', 'p1 0+5']);
  expect(findings.get('children by parent')?.isHonoured).toBe(false);
  await load([windowOf('p0', 6), windowOf('p1', 6)]);
  expect(requests.slice(3)).toEqual(['p0 0+6', 'p1 0+6']);
});

it('asks each parent alone where the filter is refused, and leaves it alone then', async () => {
  const { load, requests } = world(deal([2, 2]), { filter: 'refused' });
  await load([windowOf('p0', 5), windowOf('p1', 5)]);
  await load([windowOf('p0', 6), windowOf('p1', 6)]);
  expect(requests).toEqual(['2 0+100', 'p0 0+5', 'p1 0+5', 'p0 0+6', 'p1 0+6']);
});

it('does not take silence about a parent for its having no children until the filter is proven', async () => {
  const { load, requests } = world(deal([2, 2, 2]), { filter: 'last value only' });
  const pages = await load(parents(3).map((parent) => windowOf(parent, 5)));
  expect(pages.map((page) => (page instanceof Error ? page : page.total))).toEqual([2, 2, 2]);
  expect(requests.length).toBeLessThanOrEqual(4);
});

it('answers as each parent alone would, within one request for each and one more', { timeout: 60_000 }, async () => {
  const manner = fc.record({
    filter: fc.constantFrom<Manner['filter']>('honoured', 'honoured', 'ignored', 'last value only', 'refused'),
    maxRows: fc.constantFrom(100, 100, 50, 20, 3),
    hasTotal: fc.boolean(),
    hasMore: fc.boolean(),
  });
  const wanted = fc.record({
    limit: fc.integer({ min: 1, max: 100 }),
    offset: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 150 })),
    needsTotal: fc.boolean(),
  });
  const family = fc.record({
    count: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 8 }) }, fc.integer({ min: 0, max: 600 })),
    wanted,
  });
  const shuffled = fc.array(fc.nat(), { minLength: 50, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(family, { minLength: 1, maxLength: 60 }),
      manner,
      shuffled,
      async (families, how, order) => {
        const dealt = deal(families.map(({ count }) => count));
        const others = how.filter === 'ignored' ? [{ uuid: 'x', parent: 'stranger' }] : [];
        const children = [...others, ...dealt.toSorted((a, b) => rank(a, order) - rank(b, order))];
        const { load, list, requests } = world(children, how);
        const keys = families.map(({ wanted: { limit, ...rest } }, index) => windowOf(`p${index}`, limit, rest));
        const pages = await load(keys);
        pages.forEach((page, index) => {
          const { parent, window, needsTotal } = keys[index] ?? windowOf('', 0);
          if (page instanceof Error) throw page;
          const own = children.filter((child) => child.parent === parent);
          const all = own.slice(window.offset);
          // A page may hold more than was asked for, and as few as the upstream gives of a parent's own list.
          expect(page.data).toEqual(all.slice(0, page.data.length));
          expect(page.data.length).toBeGreaterThanOrEqual(list([parent], window).data.length);
          if (page.total !== null) expect(page.total).toBe(own.length);
          if (needsTotal) expect(page.total === null).toBe(!how.hasTotal);
          if (page.hasMore === null) expect(page.data.length > window.limit || !how.hasMore).toBe(true);
          else expect(page.hasMore).toBe(page.data.length < all.length);
        });
        expect(requests.length).toBeLessThanOrEqual(1 + families.length);
      },
    ),
    { numRuns: 2_000 },
  );
});

/** Any order between parents; each parent's own order stays. */
function rank({ uuid, parent }: Child, order: readonly number[]): number {
  const [, turn = '0'] = uuid.split('-');
  return Number(turn) * 1_000 + ((order[Number(parent.slice(1)) % order.length] ?? 0) % 100_000);
}
