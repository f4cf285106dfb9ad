import { checkTotal, countRows, type PageParams } from '@getsales-gateway/api-client';
import type { ListSource, Row } from './list-source.ts';
import { type Anchor, type Item, type PageRows, toPageRows } from './page-rows.ts';
import { compareKeys, isInOrder } from './sort-key.ts';
import { type Direction, type Layout, MAX_ROWS, OVERLAP } from './windows.ts';

/** What answers have shown of a list. All readers of one page share it. */
export interface Learned {
  /** False once an answer was not in the declared order. */
  isOrdered: boolean;
  /** Rows that one answer has at most. */
  maxRows: number;
}

/** A list, read window by window. */
export interface Reader<T extends Row> {
  source: ListSource<T>;
  learned: Learned;
  /** Offset that no window may pass. */
  reach: number;
  read(window: PageParams): Promise<PageRows<T>>;
  /** Reads all of them at once, or none if that is more than the request budget holds in time. */
  readAll(windows: readonly PageParams[]): Promise<PageRows<T>[]>;
  /**
   * Tells where an item stands to an anchor: negative before it, positive after it, 0 if they tie. By sort value, or by position
   * alone if the upstream keeps no order.
   */
  sideOf(anchor: Anchor, direction: Direction): (item: Item<T>) => number;
}

/** Shorter answers in mid-list are taken for gaps, not for the upstream's own limit. */
const LEAST_MAX_ROWS = 20;

export function newLearned(): Learned {
  return { isOrdered: true, maxRows: MAX_ROWS };
}

export function createReader<T extends Row>(source: ListSource<T>, learned = newLearned()): Reader<T> {
  const { orderField, sortDirection, searchWindow: reach = Number.POSITIVE_INFINITY } = source;
  let furthest = 0;

  async function read({ offset, limit }: PageParams): Promise<PageRows<T>> {
    const order = { order_field: orderField, order_type: sortDirection };
    const page = checkTotal(await source.list({ limit, offset, ...order }, source.range), offset);
    const rows = toPageRows(page, offset, orderField);
    checkOrder(rows, source, learned);
    furthest = Math.max(furthest, rows.end);
    const count = countRows(page);
    const isShort = count < limit && count >= LEAST_MAX_ROWS;
    if (isShort && (rows.more ?? rows.end < furthest)) learned.maxRows = count;
    // A count may stop where the search window does.
    const isCutOff = rows.end >= reach && (rows.total === null || rows.total === reach);
    return isCutOff ? { ...rows, more: undefined } : rows;
  }

  return {
    source,
    learned,
    reach,
    read,
    readAll(windows) {
      const readThem = () => Promise.all(windows.map(read));
      return windows.length > 1 && source.afford ? source.afford(windows.length).then(readThem) : readThem();
    },
    sideOf(anchor, direction) {
      if (learned.isOrdered) return ({ key }) => compareKeys(key, anchor.key, source);
      const { uuid, position: at } = anchor;
      const isBefore = (position: number) => (direction === 'forward' ? position <= at : position < at);
      return ({ row, position }) => (row.uuid === uuid && position === at ? 0 : isBefore(position) ? -1 : 1);
    },
  };
}

function checkOrder<T extends Row>({ items }: PageRows<T>, source: ListSource<T>, learned: Learned): void {
  const keys = items.map(({ key }) => key);
  if (!learned.isOrdered || isInOrder(keys, source)) return;
  learned.isOrdered = false;
  const { name, orderField, sortDirection, warn } = source;
  warn?.(`${name}: rows are not ordered by ${orderField} ${sortDirection}; paged by position alone`);
}

/** How windows onto the list are laid out. */
export function layoutOf({ learned, reach }: Pick<Reader<Row>, 'learned' | 'reach'>, overlap = OVERLAP): Layout {
  return { maxRows: learned.maxRows, overlap, reach };
}
