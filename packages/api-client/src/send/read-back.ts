import { countRows, type Page } from '../wire/body.ts';
import { toEpochMs } from '../wire/timestamp.ts';
import type { Send } from './send-ledger.ts';

/** A row that a send makes upstream. */
export interface SentRow {
  uuid: string;
  /** When the upstream stored it. */
  created_at: string | null;
}

/** Where the row of a send is looked for when its answer was lost, and how it is recognised. */
export interface Thread<Row extends SentRow> {
  /** The rows from `offset` on, newest first by their creation. Never from a cache. */
  readPage(offset: number): Promise<Page<Row>>;
  /** Whether the row belongs to the thread at all: the upstream may ignore a filter. */
  includes(row: Row): boolean;
  /** Whether the row has the content of this send, which may have to be read. */
  isEqual(row: Row): boolean | Promise<boolean>;
  /** Whether the row is certainly not of this sender, where the upstream cannot be asked for those of one. */
  isOfOtherSender?(row: Row): boolean;
}

/** What a thread shows of a send. */
export type Finding<Row> =
  | { kind: 'found'; row: Row }
  /**
   * No row of the thread can be this send's, whatever its text: the upstream may fill in, escape, cut or drop it. The message
   * was then not stored, or is not visible yet.
   */
  | { kind: 'absent' }
  /** A row may be this send's, or the thread was not read to its end. */
  | { kind: 'unclear' };

/**
 * Looks for the newest row of the thread that has the content of this send, and that no other send has claimed. `since` is when
 * the send was first attempted, by the upstream's clock; it is asked for once the thread has answered, which tells the time anew.
 */
export async function lookFor<Row extends SentRow>(
  thread: Thread<Row>,
  send: Send,
  since: () => number,
): Promise<Finding<Row>> {
  const mayBeOurs = (row: Row) => !thread.isOfOtherSender?.(row);
  const tried = new Set<string>();
  let read: ThreadRead<Row> = { rows: [], isComplete: false };
  for await (read of readThread(thread, since)) {
    const candidates = read.rows.filter((row) => thread.includes(row) && mayBeOurs(row) && isSince(row, since()));
    for (const row of candidates.toSorted((a, b) => createdAt(b) - createdAt(a))) {
      if (tried.has(row.uuid)) continue;
      if ((await thread.isEqual(row)) && (await send.claim(row.uuid))) return { kind: 'found', row };
      tried.add(row.uuid);
    }
  }
  const isAbsent = read.isComplete && (await areOthers(read.rows.filter(mayBeOurs), send, since()));
  return { kind: isAbsent ? 'absent' : 'unclear' };
}

/** Whether all rows since the first attempt belong to other sends. A row whose time cannot be read may be this one's. */
async function areOthers(rows: SentRow[], send: Send, since: number): Promise<boolean> {
  for (const row of rows) {
    const isEarlier = createdAt(row) < since - CLOCK_SLACK_MS;
    if (!isEarlier && !(await send.isOfAnother(row.uuid))) return false;
  }
  return true;
}

/** More pages than this are not read: the send then stays unconfirmed. */
const MAX_PAGES = 20;

/** What the pages of a thread have shown so far. */
interface ThreadRead<Row> {
  rows: Row[];
  /** True when every row of the thread that was created since the first attempt is among `rows`. */
  isComplete: boolean;
}

/**
 * Reads a thread page by page, and yields what is known after each page. The upstream may ignore a filter, an order or an
 * offset, and totals may be wrong, all with status 200. So the end is an empty page, or rows in order that reach back beyond
 * `since`; a row that cannot be read, or one of another thread, proves nothing.
 */
async function* readThread<Row extends SentRow>(
  { readPage, includes }: Thread<Row>,
  since: () => number,
): AsyncGenerator<ThreadRead<Row>> {
  const rows = new Map<string, Row>();
  let offset = 0;
  let leastTotal = 0;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await readPage(offset);
    const seenBefore = rows.size;
    for (const row of page.data) rows.set(row.uuid, row);
    offset += countRows(page);
    const total = page.total ?? leastTotal;
    const isEmpty = countRows(page) === 0;
    const isContradicted = isEmpty ? total > offset || page.hasMore === true : rows.size === seenBefore;
    const isSound = !page.holes && !isContradicted && total >= leastTotal && page.data.every(includes);
    const found = [...rows.values()];
    const isComplete = isSound && (isEmpty || reachesBeyond(found, since()));
    yield { rows: found, isComplete };
    if (isComplete || !isSound) return;
    leastTotal = total;
  }
}

/** An order shows only where times differ: rows of one time may stand in any. */
function reachesBeyond(rows: SentRow[], since: number): boolean {
  const times = rows.map(createdAt);
  const isNewestFirst = times.every((time, index) => time <= (times[index - 1] ?? Number.POSITIVE_INFINITY));
  const [first = Number.NaN] = times;
  const last = times.at(-1) ?? Number.NaN;
  return isNewestFirst && last < first && last < since - CLOCK_SLACK_MS;
}

/** The upstream tells its time to the second, and stores a row after the request came: this difference is allowed. */
const CLOCK_SLACK_MS = 5_000;

/** Whether the row was created at `since` or later. False for a row whose time cannot be read. */
function isSince(row: SentRow, since: number): boolean {
  return createdAt(row) >= since - CLOCK_SLACK_MS;
}

/** Epoch ms; NaN where it cannot be read. */
function createdAt({ created_at }: SentRow): number {
  return typeof created_at === 'string' ? toEpochMs(created_at) : Number.NaN;
}

export function isSame(uuid: string | null | undefined, other: string): boolean {
  return uuid?.toLowerCase() === other.toLowerCase();
}

/** Text as it is compared: the upstream may change spaces and encoding. */
export function normalised(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
