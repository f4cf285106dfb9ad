import { checkTotal, countRows, type ListParams, type Page } from '@getsales-gateway/api-client';
import type { Context } from './context.ts';
import { perOperation } from './per-operation.ts';
import type { Row } from './relay/list-source.ts';
import { compareKeys, toSortKey, toSortValue } from './relay/sort-key.ts';

const PAGE_SIZE = 100;
const ORDER = { order_field: 'created_at', order_type: 'asc' } as const;

type List<T> = (window: ListParams) => Promise<Page<T>>;

/** Number of collections so far: each one stores what is gone under a number of its own. */
let collections = 0;

/**
 * A collection that is so small that reading it is cheaper than asking for its rows one by one. Each operation reads the first
 * page once, for all rows that point at the collection. The other pages are read, at once, only while something is missing. A
 * row that is missing is asked for alone where the upstream has a route for that and the pages would be more requests. What is
 * found not to exist is not asked for again for a minute.
 */
export function smallCollection<T extends Row>(
  list: (context: Context, window: ListParams) => Promise<Page<T>>,
  loadAlone?: (uuids: readonly string[], context: Context) => Promise<(T | null | Error)[]>,
) {
  const name = `small collection ${++collections}`;
  const readersOf = perOperation((context: Context) => createReader((window) => list(context, window)));

  async function loadAll(uuids: readonly string[], context: Context): Promise<(T | null | Error)[]> {
    if (uuids.length === 0) return [];
    const rows = await readersOf(context).find(uuids, loadAlone !== undefined);
    const missing = uuids.filter((_, index) => rows[index] === null);
    if (missing.length === 0 || !loadAlone) return rows;
    const found = await loadAlone(missing, context);
    const byUuid = new Map(missing.map((uuid, index) => [uuid, found[index] ?? null]));
    return rows.map((row, index) => row ?? byUuid.get(uuids[index] ?? '') ?? null);
  }

  return {
    /**
     * Rows by UUID, in the order asked; null for what does not exist. Missing rows are asked for by themselves where possible, because
     * the list may be a kept answer and the rows newer.
     */
    async load(uuids: readonly string[], context: Context): Promise<(T | null | Error)[]> {
      const gone = context.api.knownGone(name);
      const keys = uuids.map((uuid) => uuid.toLowerCase());
      const asked = keys.filter((key) => !gone.has(key));
      const rows = await loadAll(asked, context);
      const byUuid = new Map(asked.map((uuid, index) => [uuid, rows[index] ?? null]));
      // A row that cannot be read may be any of those that are missing.
      const mayBeUnread = readersOf(context).hasHoles();
      for (const [uuid, row] of byUuid) if (row === null && !mayBeUnread) gone.add(uuid);
      return keys.map((key) => byUuid.get(key) ?? null);
    },
    /** All rows, in the order of their creation. */
    all: async (context: Context) => readersOf(context).all(),
    /** What was read may have changed. */
    forget: (context: Context) => readersOf.delete(context),
  };
}

function createReader<T extends Row>(list: List<T>) {
  const rows = new Map<string, T>();
  let hasHoles = false;

  async function read(offset: number): Promise<Page<T>> {
    const page = checkTotal(await list({ limit: PAGE_SIZE, offset, ...ORDER }), offset);
    for (const row of page.data) rows.set(row.uuid, row);
    hasHoles ||= page.holes !== undefined;
    return page;
  }

  const first = once(async () => {
    const page = await read(0);
    return { rows: countRows(page), pagesLeft: pagesAfter(page) };
  });
  const rest = once(async () => {
    const { rows: step, pagesLeft } = await first();
    const isCounted = Number.isFinite(pagesLeft);
    if (isCounted) await Promise.all(Array.from({ length: pagesLeft }, (_, index) => read(step * (index + 1))));
    else await readToEnd(step);
  });

  /** For an upstream that does not say how many rows there are: one page after another, until one brings nothing new. */
  async function readToEnd(start: number): Promise<void> {
    for (let offset = start; ; ) {
      const known = rows.size;
      const page = await read(offset);
      const isNew = rows.size > known || page.holes !== undefined;
      if (page.hasMore === false || !isNew) return;
      offset += countRows(page);
    }
  }

  return {
    hasHoles: () => hasHoles,
    /** Takes UUIDs in lower case. */
    async find(uuids: readonly string[], canAskAlone: boolean): Promise<(T | null)[]> {
      const { pagesLeft } = await first();
      const missing = uuids.filter((uuid) => !rows.has(uuid)).length;
      const isCheaperAlone = canAskAlone && missing < pagesLeft;
      if (missing > 0 && !isCheaperAlone) await rest();
      return uuids.map((uuid) => rows.get(uuid) ?? null);
    },
    async all(): Promise<T[]> {
      await rest();
      return [...rows.values()];
    },
  };
}

/** Infinite where the page does not tell. */
function pagesAfter(page: Page<unknown>): number {
  const { total, hasMore } = page;
  const count = countRows(page);
  if (hasMore === false || count === 0) return 0;
  return total === null ? Number.POSITIVE_INFINITY : Math.max(0, Math.ceil((total - count) / count));
}

/** Does the work once for all who ask; after a failure the next one tries again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}

/** One window of rows that are all here, in the order asked for. Rows without a value stand at the old end. */
export function pageOfRows<T extends object>(rows: readonly T[], params: ListParams): Page<T> {
  const { limit, offset, order_field, order_type: direction } = params;
  const order = { direction, sortDirection: direction, nullsFirst: direction === 'asc' };
  const keyed = rows.map((row) => ({ row, key: toSortKey(toSortValue(Reflect.get(row, order_field))) }));
  const sorted = keyed.toSorted((one, other) => compareKeys(one.key, other.key, order));
  const data = sorted.slice(offset, offset + limit).map(({ row }) => row);
  return { data, total: rows.length, hasMore: offset + data.length < rows.length };
}
