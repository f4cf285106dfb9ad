import { checkTotal, countRows, type Page, type PageParams } from '@getsales-gateway/api-client';

/** One upstream window has at most so many rows. */
const WINDOW = 100;
/** Rows that two windows have in common, which shows that they join. */
const OVERLAP = 5;

const NOTHING: Need = { rows: 0, total: false };

/** What is wanted of one parent's list. */
export interface Need {
  /** Number of rows, from the first. */
  rows: number;
  /** Whether the number of all rows is wanted too. */
  total: boolean;
}

export interface CommonListOptions<T> {
  needs: ReadonlyMap<string, Need>;
  /**
   * Asks for one window of the list of several parents, in the order that each parent's own list has. A guess until an answer has
   * proven that the list can be filtered so.
   */
  ask: (parents: readonly string[], window: PageParams, form: { isProbe: boolean }) => Promise<Page<T>>;
  /** Usually one; several where a row names many, such as tags. None where they cannot be read: then the row is left out. */
  parentsOf: (row: T) => readonly string[];
  /** Whether earlier answers proved that the list can be filtered by several parents. */
  isProven: boolean;
  /** Whether it is guessed that it can. */
  isProbe: boolean;
  /** Whether the budget can serve so many requests in time. */
  canAfford: (requests: number) => Promise<boolean>;
}

/** What is known of one parent's list: its first rows, and whether these are all. */
export interface Known<T> {
  rows: T[];
  isComplete: boolean;
}

export interface CommonList<T> {
  known: ReadonlyMap<string, Known<T>>;
  /** Whether the upstream says how many rows a list has. Where it does not, a total is never known. */
  hasTotals: boolean;
  /** Whether rows that cannot be read were left out. It is not known whose they are, so that no list can be counted. */
  hasHoles: boolean;
  /** What the answers showed of the filter: honoured, ignored, or nothing yet. */
  isHonoured: boolean | undefined;
}

/** A row, and whose it is. */
interface Child<T> {
  uuid: string;
  parents: readonly string[];
  row: T;
}

interface Reading<T> extends CommonList<T> {
  /** Parents to ask alone, whatever rows the list still has. */
  alone: Set<string>;
  /** Rows held of the parents that are left, in the order of their common list. */
  held: Child<T>[];
  requests: number;
  /** Rows of the longest answer. */
  longest: number;
  /** Rows that follow in the list that was asked for last; infinite where it does not say. */
  rowsLeft: number;
  /** Upper bound on the windows left in the list of the remaining parents. */
  windowsLeft: number;
  isOver: boolean;
}

/**
 * Reads the children of many parents as one list, while that is cheaper than one request for each remaining parent. A parent that
 * has what it needs is taken out of the filter, so that the next windows hold rows of the others. The list of fewer parents is
 * part of the list of more, so the windows left can only become fewer. The whole never takes more than one request for each parent
 * and one more, except where an ignored filter seems honoured at first.
 */
export async function readCommonList<T extends { uuid: string }>(
  options: CommonListOptions<T>,
): Promise<CommonList<T>> {
  const { needs, isProven } = options;
  const reading: Reading<T> = {
    known: new Map([...needs.keys()].map((parent) => [parent, { rows: [], isComplete: false }])),
    hasTotals: true,
    hasHoles: false,
    isHonoured: isProven || undefined,
    alone: new Set(),
    held: [],
    requests: 0,
    longest: 0,
    rowsLeft: Number.POSITIVE_INFINITY,
    windowsLeft: Number.POSITIVE_INFINITY,
    isOver: false,
  };
  let count = 1;
  for (let left = leftOver(reading, needs); paysToGoOn(reading, left.size, needs.size); ) {
    reading.held = reading.held.filter(({ parents }) => parents.some((parent) => left.has(parent)));
    const asked = left;
    await readWindows(count, reading, asked, options);
    left = leftOver(reading, needs);
    // Where a parent has all it needs, the list of the others is shorter, and says how long it is.
    const isSame = left.size === asked.size && reading.windowsLeft <= left.size && isReadToItsEnd(reading, left, needs);
    const more = Math.max(1, Math.min(reading.windowsLeft, 2 * count));
    count = isSame && (await options.canAfford(more)) ? more : 1;
  }
  return reading;
}

/** Asks at once for the next `count` windows of the list of `asked`. */
async function readWindows<T extends { uuid: string }>(
  count: number,
  reading: Reading<T>,
  asked: ReadonlyMap<string, Known<T>>,
  options: CommonListOptions<T>,
): Promise<void> {
  const isProbe = options.isProbe && reading.isHonoured !== true;
  const step = (reading.longest || WINDOW) - OVERLAP;
  const first = Math.max(0, reading.held.length - OVERLAP);
  const offsets = Array.from({ length: count }, (_, index) => first + index * step);
  const pages = await Promise.all(
    offsets.map((offset) => options.ask([...asked.keys()], { limit: WINDOW, offset }, { isProbe })),
  );
  reading.requests += count;
  for (const [index, page] of pages.entries()) {
    const offset = offsets[index] ?? 0;
    if (!reading.isOver) takeIn(checkTotal(page, offset), offset, reading, asked, options);
  }
}

/**
 * Whether the list has to be read to its end in any case: the parents that are left need more rows than follow, or the list is too
 * short to take a parent out that is to be counted.
 */
function isReadToItsEnd<T>(
  { rowsLeft, windowsLeft, isHonoured }: Reading<T>,
  left: ReadonlyMap<string, Known<T>>,
  needs: ReadonlyMap<string, Need>,
): boolean {
  if (isHonoured !== true) return false;
  let needed = 0;
  for (const [parent, { rows }] of left) needed += Math.max(0, (needs.get(parent)?.rows ?? 0) - rows.length);
  return needed > rowsLeft || (windowsLeft <= 2 && [...left.keys()].some((parent) => needs.get(parent)?.total));
}

function leftOver<T>({ known, alone, hasTotals }: Reading<T>, needs: ReadonlyMap<string, Need>): Map<string, Known<T>> {
  const isLeft = ([parent, { rows, isComplete }]: [string, Known<T>]) => {
    const need = needs.get(parent) ?? NOTHING;
    return !isComplete && !alone.has(parent) && (rows.length < need.rows || (need.total && hasTotals));
  };
  return new Map([...known].filter(isLeft));
}

/**
 * Another window pays off when few are left (which is certain only for a proven filter), or when the parents already answered have
 * saved a request.
 */
function paysToGoOn<T>({ requests, alone, windowsLeft, isHonoured, isOver }: Reading<T>, left: number, all: number) {
  const isCheaper = isHonoured === true && windowsLeft <= left;
  return !isOver && left > 1 && (isCheaper || requests + alone.size + left <= all);
}

function takeIn<T extends { uuid: string }>(
  page: Page<T>,
  offset: number,
  reading: Reading<T>,
  left: ReadonlyMap<string, Known<T>>,
  options: CommonListOptions<T>,
): void {
  const { data, total } = page;
  const count = countRows(page);
  const children = data.flatMap((row) => {
    const parents = options.parentsOf(row);
    return parents.length === 0 ? [] : { uuid: row.uuid, parents, row };
  });
  const asked = children.map(({ parents }) => parents.filter((parent) => left.has(parent)));
  if (!asked.every(({ length }) => length > 0)) {
    // Earlier rows are still valid: in a list of everybody's children, each parent's children are in order too.
    reading.isHonoured = false;
    reading.isOver = true;
    return;
  }
  if (new Set(asked.flat()).size > 1) reading.isHonoured = true;
  const fresh = rowsAfter(reading.held, children);
  const isEnd = isLast(page, offset, reading);
  for (const { parents, row } of fresh) for (const parent of parents) left.get(parent)?.rows.push(row);
  reading.held.push(...fresh);
  reading.longest = Math.max(reading.longest, count);
  reading.hasHoles ||= page.holes !== undefined || children.length < data.length;
  reading.hasTotals = total !== null;
  if (isEnd) {
    // Before the filter is proven, a parent without rows may be one that it leaves out.
    for (const list of left.values()) list.isComplete = reading.isHonoured === true || list.rows.length > 0;
  }
  reading.isOver = isEnd || fresh.length === 0;
  // A window holds the rows that came, not those asked for. The overlap brings nothing new.
  const perWindow = Math.max(0, count - OVERLAP);
  reading.rowsLeft = total === null ? Number.POSITIVE_INFINITY : total - offset - count;
  reading.windowsLeft = Math.ceil(reading.rowsLeft / perWindow);
  singleOut(fresh, reading, options.needs);
}

/**
 * Marks parents that are cheaper alone: a parent with very many rows whose total is wanted costs one request alone, but most of the
 * remaining windows in the common list.
 */
function singleOut<T>(
  fresh: readonly Child<T>[],
  { alone, requests, windowsLeft }: Reading<T>,
  needs: ReadonlyMap<string, Need>,
): void {
  const isWithinBound = requests + alone.size + windowsLeft <= needs.size;
  if (windowsLeft < 3 || !isWithinBound) return;
  const parents = fresh.flatMap((child) => child.parents);
  for (const [parent, { length }] of Map.groupBy(parents, (each) => each)) {
    if (length > fresh.length / 2 && needs.get(parent)?.total) alone.add(parent);
  }
}

/** The rows that earlier windows of a list gave. */
interface Held {
  held: readonly { uuid: string }[];
  /** Rows of the longest answer. */
  longest: number;
}

/** The rows of a window after the last known row; none when the list moved by more than the overlap. */
function rowsAfter<T extends { uuid: string }>(held: Held['held'], data: readonly T[]): T[] {
  const last = held.at(-1);
  const start = last === undefined ? 0 : data.findIndex(({ uuid }) => uuid === last.uuid) + 1;
  if (last !== undefined && start === 0) return [];
  const seen = new Set(held.map(({ uuid }) => uuid));
  return data.slice(start).filter(({ uuid }) => !seen.has(uuid) && seen.add(uuid));
}

/** Whether no row follows. An answer without numbers shows it when it ends with the last known row. */
function isLast(page: Page<{ uuid: string }>, offset: number, { held, longest }: Held): boolean {
  const { data, total, hasMore } = page;
  const count = countRows(page);
  if (total !== null) return offset + count >= total;
  if (count === 0) return true;
  if (hasMore !== null) return !hasMore;
  return count < longest && data.at(-1)?.uuid === held.at(-1)?.uuid;
}
