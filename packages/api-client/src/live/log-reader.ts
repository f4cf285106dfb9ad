import { hash } from 'node:crypto';
import type { Page } from '../wire/body.ts';
import type { PageParams } from '../wire/query.ts';
import type { Log } from './log.ts';
import { byTime, createProgress, later, type Position, type Progress, toFloor } from './position.ts';
import { type Newest, type Placed, readSince } from './read-since.ts';

/** Rows whose keys tell whether two replicas have read the same. */
const HEAD_ROWS = 20;

/** Reads a log on and on. */
export interface LogReader<Row> {
  /** Reads what is there before anything is new. */
  begin(): Promise<void>;
  /** Whether it has begun. */
  hasBegun(): boolean;
  /** What is new since the last read, the oldest first. */
  readOn(): Promise<Placed<Row>[]>;
  /** A hash of the newest rows. */
  head(): string;
  /** How far it has read, for those to whom only some rows matter. */
  positionFor(matters: (row: Row) => boolean): Position;
  /** All rows of a later moment; undefined where it does not hold them any more. */
  since(floor: string): Placed<Row>[] | undefined;
}

/** `now` is in epoch ms by the upstream's clock. */
export function createLogReader<Row extends { uuid: string }>(
  log: Pick<Log<Row, never>, 'entryOf'>,
  list: (window: PageParams) => Promise<Page<Row>>,
  now: () => number,
): LogReader<Row> {
  let newest: Newest<Row> | undefined;
  let progress: Progress = createProgress({ floor: '', seen: [] });

  return {
    async begin() {
      const found = await readSince(log, list);
      const floor = found.rows.reduce((max, { time }) => later(max, toFloor(time, now())), found.reachesBackTo);
      progress = createProgress({ floor, seen: found.rows.filter(({ time }) => time > floor).toSorted(byTime) });
      newest = found;
    },
    hasBegun: () => newest !== undefined,
    async readOn() {
      newest = await readSince(log, list, progress.position().floor);
      return newest.rows.toSorted(byTime).filter((placed) => progress.read(placed, now()));
    },
    head: () => headOf(newest?.rows ?? []),
    positionFor(matters) {
      const { floor } = progress.position();
      const seen = newest?.rows.filter(({ time, row }) => time > floor && matters(row)) ?? [];
      return { floor, seen: seen.toSorted(byTime) };
    },
    since: (floor) => (newest && floor >= newest.reachesBackTo ? newest.rows : undefined),
  };
}

function headOf(rows: readonly Placed<unknown>[]): string {
  const keys = rows.slice(0, HEAD_ROWS).map(({ key }) => key);
  return hash('sha256', keys.join(), 'base64url').slice(0, 22);
}
