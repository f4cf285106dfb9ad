import { ApiError, LiveTooFarBackError } from '../errors.ts';
import { countRows, type Page } from '../wire/body.ts';
import type { PageParams } from '../wire/query.ts';
import type { Log } from './log.ts';
import { byTime, type Entry } from './position.ts';

/** Rows of one window, and the most that the upstream documents. */
const LIMIT = 100;
/** Rows that the next window repeats, so that it can be seen that nothing lies between the two. */
const REPEATED = 5;
const MAX_TRIES = 5;
/** Memory for one who comes back late. 50 requests read so many. */
const MAX_ROWS = 5_000;

/** A row with its place in the log. */
export interface Placed<Row> extends Entry {
  row: Row;
}

/** The newest rows of a log, the newest first. */
export interface Newest<Row> {
  rows: Placed<Row>[];
  /** Every row of a later moment is among them; empty where all rows of the log are. */
  reachesBackTo: string;
}

type List<Row> = (window: PageParams) => Promise<Page<Row>>;

/**
 * Reads every row of a moment after `floor`; without it, one window. Rows may come, go and move meanwhile.
 *
 * @throws {LiveTooFarBackError} for more than 5,000 rows; {ApiError} where rows move faster than they can be read.
 */
export async function readSince<Row extends { uuid: string }>(
  { entryOf }: Pick<Log<Row, never>, 'entryOf'>,
  list: List<Row>,
  floor?: string,
): Promise<Newest<Row>> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const rows = await walk(list, entryOf, floor);
    if (rows !== undefined) return rows;
  }
  throw new ApiError('Rows move faster than they can be read');
}

/** Undefined where two windows cannot be joined: rows between them may have been missed. */
async function walk<Row extends { uuid: string }>(
  list: List<Row>,
  entryOf: Log<Row, never>['entryOf'],
  floor: string | undefined,
): Promise<Newest<Row> | undefined> {
  const rows = new Map<string, Placed<Row>>();
  const uuids: string[] = [];
  let read = 0;
  for (;;) {
    const offset = Math.max(0, read - REPEATED);
    const page = await list({ limit: LIMIT, offset });
    const found = page.data.map(({ uuid }) => uuid.toLowerCase());
    if (offset > 0 && found.length > 0 && !uuids.slice(-2 * REPEATED).some((uuid) => found.includes(uuid))) {
      return undefined;
    }
    const added = page.data.filter(({ uuid }) => !rows.has(uuid.toLowerCase()));
    for (const row of added) {
      uuids.push(row.uuid.toLowerCase());
      const entry = entryOf(row);
      if (entry !== undefined) rows.set(row.uuid.toLowerCase(), { ...entry, row });
    }
    read = offset + countRows(page);
    const isEnd = isLast(page, read) || (offset > 0 && added.length === 0 && page.holes === undefined);
    if (isEnd) return { rows: [...rows.values()], reachesBackTo: '' };
    const [oldest] = [...rows.values()].toSorted(byTime);
    if (floor === undefined || (oldest && oldest.time <= floor)) {
      return { rows: [...rows.values()], reachesBackTo: oldest?.time ?? '' };
    }
    if (rows.size > MAX_ROWS) throw new LiveTooFarBackError('More rows than are kept in memory');
  }
}

function isLast(page: Page<unknown>, read: number): boolean {
  return countRows(page) === 0 || page.hasMore === false || (page.total !== null && read >= page.total);
}
