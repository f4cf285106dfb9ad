import type { ListParams, Page } from '@getsales-gateway/api-client';
import type { Context } from './context.ts';
import { perOperation } from './per-operation.ts';
import { settled } from './planner/settled.ts';
import type { Row } from './relay/list-source.ts';

const PAGE_SIZE = 100;

/**
 * A collection that is so small that reading it beats asking for its rows: one request for up to 100 rows, made once for each
 * GraphQL request whatever number of rows point at it. Further pages are read only while something is missing, and where they
 * are more than what is missing, that is asked for alone.
 */
export function smallCollection<T extends Row>(
  list: (context: Context, window: ListParams) => Promise<Page<T>>,
  get?: (context: Context, uuid: string) => Promise<T | null>,
) {
  const readersOf = perOperation((context: Context) => createReader((window) => list(context, window)));
  return {
    /**
     * Rows by UUID, in the order asked; null for what is not there. What the collection lacks is asked for alone where that can be
     * done: the answer may be one that was kept, and the row newer.
     */
    async load(uuids: readonly string[], context: Context): Promise<(T | null | Error)[]> {
      const rows = await readersOf(context).find(uuids, get !== undefined);
      return settled<T | null>(rows.map((row, index) => row ?? get?.(context, uuids[index] ?? '') ?? null));
    },
    /** All rows, in the order of their creation. */
    all: async (context: Context) => readersOf(context).all(),
    /** What was read may have changed. */
    forget: (context: Context) => readersOf.delete(context),
  };
}

function createReader<T extends Row>(list: (window: ListParams) => Promise<Page<T>>) {
  const rows = new Map<string, T>();
  let offset = 0;
  let pagesLeft = Number.POSITIVE_INFINITY;
  let isComplete = false;
  let reading: Promise<void> = Promise.resolve();

  async function readPage(): Promise<void> {
    const known = rows.size;
    const { data, total, hasMore } = await list({
      limit: PAGE_SIZE,
      offset,
      order_field: 'created_at',
      order_type: 'asc',
    });
    for (const row of data) rows.set(row.uuid, row);
    offset += data.length;
    pagesLeft = total === null ? Number.POSITIVE_INFINITY : Math.ceil((total - offset) / data.length);
    isComplete = rows.size === known || hasMore === false || pagesLeft <= 0;
  }

  /** One after another, for what one has read the next need not ask. */
  function readUntil(isEnough: () => boolean): Promise<void> {
    const read = async () => {
      while (!isComplete && !isEnough()) await readPage();
    };
    reading = reading.then(read, read);
    return reading;
  }

  return {
    async find(uuids: readonly string[], canAskAlone: boolean): Promise<(T | null)[]> {
      const keys = uuids.map((uuid) => uuid.toLowerCase());
      await readUntil(() => {
        const missing = keys.filter((key) => !rows.has(key)).length;
        return missing === 0 || (canAskAlone && offset > 0 && missing < pagesLeft);
      });
      return keys.map((key) => rows.get(key) ?? null);
    },
    async all(): Promise<T[]> {
      await readUntil(() => false);
      return [...rows.values()];
    },
  };
}
