import { checkTotal, countRows, type PageParams } from '@getsales-gateway/api-client';
import type { Anchor } from './anchor.ts';
import type { ListSource, Row } from './list-source.ts';
import { isWithin, outOfReach, type Part, rangeOf } from './part.ts';
import type { Side } from './place.ts';
import { type Run, toRun, type Walk } from './run.ts';
import { compareKeys, isInOrder, nullsFirstIn } from './sort-key.ts';
import { type Layout, MAX_WINDOW, OVERLAP } from './windows.ts';

/** What answers have shown of a list, whatever the part. */
export interface Learned {
  /** Where the nulls stand; undefined until rows with and without a sort value were seen side by side. */
  nullsFirst: boolean | undefined;
  isOrdered: boolean;
  /** Rows that one answer has at most. */
  width: number;
}

/** One part of a list, read window by window. */
export interface Reader<T extends Row> {
  source: ListSource<T>;
  part: Part;
  learned: Learned;
  /** Offset that no window may pass. */
  reach: number;
  read(window: PageParams): Promise<Run<T>>;
  /** Reads all of them at once, or none where that is more than can be had in time. */
  readAll(windows: readonly PageParams[]): Promise<Run<T>[]>;
  /** Tells where rows stand to an anchor: by sort value, and by position alone where the upstream keeps no order. */
  sideOf(anchor: Anchor, walk: Walk): Side<T>;
}

/** Shorter answers in mid-list are taken for gaps, not for the upstream's own limit. */
const LEAST_WIDTH = 20;

export function createLearned(nullsFirst?: boolean): Learned {
  return { nullsFirst, isOrdered: true, width: MAX_WINDOW };
}

export function createReader<T extends Row>(source: ListSource<T>, part: Part, learned: Learned): Reader<T> {
  const { orderField, direction, searchWindow: reach = Number.POSITIVE_INFINITY } = source;
  let furthest = 0;
  const reader: Reader<T> = {
    source,
    part,
    learned,
    reach,

    async read({ offset, limit }) {
      const order = { order_field: orderField, order_type: direction };
      const page = checkTotal(await source.list({ limit, offset, ...order }, rangeOf(part, source)), offset);
      const run = toRun(page, offset, orderField);
      checkOrder(run, source, part, learned);
      furthest = Math.max(furthest, run.end);
      const count = countRows(page);
      const isShort = count < limit && count >= LEAST_WIDTH;
      if (isShort && (run.more ?? run.end < furthest)) learned.width = count;
      // A count may stop where the search window does.
      const isCutOff = run.end >= reach && (run.total === null || run.total === reach);
      return isCutOff ? { ...run, more: undefined } : run;
    },

    readAll(windows) {
      const read = () => Promise.all(windows.map(reader.read));
      return windows.length > 1 && source.afford ? source.afford(windows.length).then(read) : read();
    },

    sideOf(anchor, walk) {
      if (!learned.isOrdered) {
        const isBefore = (position: number) => position < anchor.position + (walk === 'forward' ? 1 : 0);
        return ({ position }) => (isBefore(position) ? -1 : 1);
      }
      // Nulls that no page has seen yet stand where the walk still goes: then nothing unseen is passed over.
      const nullsFirst = learned.nullsFirst ?? (anchor.key === null) === (walk === 'forward');
      return ({ key }) => compareKeys(key, anchor.key, { direction, nullsFirst });
    },
  };
  return reader;
}

/** How windows onto the part are laid out. */
export function layoutOf({ learned, reach }: Pick<Reader<Row>, 'learned' | 'reach'>, overlap = OVERLAP): Layout {
  return { width: learned.width, overlap, reach };
}

/** @throws BAD_USER_INPUT where the answer does not show that the filter which makes the part is honoured. */
function checkOrder<T extends Row>(run: Run<T>, source: ListSource<T>, part: Part, learned: Learned): void {
  const { name, orderField, direction, warn } = source;
  const keys = run.items.map(({ key }) => key);
  const isOrdered = isInOrder(keys, direction);
  if (part !== undefined) {
    // The row that a part begins with was there a moment ago: an empty answer proves nothing.
    const isEmpty = part !== null && run.end === 0;
    if (isEmpty || !isOrdered || !isWithin(part, keys, direction)) throw outOfReach(source);
  }
  if (isOrdered) {
    learned.nullsFirst = nullsFirstIn(keys) ?? learned.nullsFirst;
  } else {
    if (learned.isOrdered)
      warn?.(`${name}: rows are not ordered by ${orderField} ${direction}; paged by position alone`);
    learned.isOrdered = false;
  }
}
