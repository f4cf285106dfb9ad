/** Rows that one more request adds to a page, at most: the upstream gives 100, of which five are there to join it. */
const ROWS_PER_WINDOW = 95;
/** Ids that one request takes. */
const IDS_PER_REQUEST = 100;
/** Rows that a common list has for each of its parents, up to those of the longest page; and where they are counted. */
const ASSUMED_ROWS_READ = 10;
const ASSUMED_ROWS_TO_COUNT = 30;
/** Lists that may each be so long that they are read alone, although their pages fit into one window. */
const LONG_LISTS = 8;
const DEFAULT_SIZE = 20;
const MAX_SIZE = 500;

/** What is asked of a list. */
export interface Asked {
  size: number;
  needsRows: boolean;
  needsTotal: boolean;
  /** Whether the page stands at an end whose place is known only when the list is counted. */
  isFromEnd: boolean;
}

export function toSize(first: unknown, last: unknown): number {
  const size = Number(first ?? last ?? DEFAULT_SIZE);
  return Number.isFinite(size) ? Math.min(MAX_SIZE, Math.max(0, size)) : DEFAULT_SIZE;
}

/** Requests for one list read alone. */
export function windowsOf({ size, needsRows, needsTotal, isFromEnd }: Asked): number {
  if (!needsRows || size === 0) return needsTotal ? 1 : 0;
  return Math.ceil(size / ROWS_PER_WINDOW) + Number(isFromEnd);
}

/**
 * Requests for the lists of many parents: the smaller of the parents, after one look at the common list of each hundred, and the
 * windows of those common lists that hold all their pages. These also hold rows that no page has.
 *
 * @param isTogether Whether it is expected that the lists can be read as one.
 */
export function windowsOfMany(parents: number, asked: Asked, isTogether: boolean): number {
  if (windowsOf(asked) === 0) return 0;
  // The first window, after one that counts: few lists have more.
  const alone = parents * (asked.isFromEnd ? 2 : 1);
  if (parents <= 1) return alone;
  const batches = hundreds(parents);
  if (!isTogether) return alone + batches;
  const isReadWhole = asked.needsTotal || asked.isFromEnd;
  const rows = Math.max(asked.size + 1, isReadWhole ? ASSUMED_ROWS_TO_COUNT : ASSUMED_ROWS_READ);
  const together = Math.ceil((parents * rows) / ROWS_PER_WINDOW) + batches - 1;
  return Math.min(alone + batches, Math.max(together, LONG_LISTS + batches));
}

/** Requests for so many things by their ids. */
export function hundreds(things: number): number {
  return Math.ceil(things / IDS_PER_REQUEST);
}
