import { LiveTooSlowError } from '../errors.ts';
import { byTime, createProgress, type Position, type Progress } from './position.ts';
import type { Placed } from './read-since.ts';

/** Rows that may wait for a listener when more of them come. */
const MAX_WAITING = 256;

/** One row that is new to a listener. */
export interface LiveEvent<Row> {
  row: Row;
  /** Where to go on after this row. Asked for before the next one is read. */
  position(): Position;
}

/** Rows as they come, each once. Ends when it is returned, or the feed ends. */
export interface LiveRows<Row> extends AsyncIterableIterator<LiveEvent<Row>> {
  return(): Promise<IteratorResult<LiveEvent<Row>, undefined>>;
  next(): Promise<IteratorResult<LiveEvent<Row>, undefined>>;
}

/** A listener as its feed sees it. */
export interface Listener<Row> {
  /** Gives it rows, the oldest first. What does not match or was read before is left out. */
  push(rows: readonly Placed<Row>[]): void;
  /** Begins at a position, with the rows that were read since. What was pushed before follows them. */
  begin(position: Position, rows: readonly Placed<Row>[]): void;
  /** Ends it, after what it has not read yet; with an error, at once. */
  end(error?: Error): void;
  rows: LiveRows<Row>;
}

const DONE = { done: true, value: undefined } as const;

/** `now` is in epoch ms by the upstream's clock. */
export function createListener<Row>(
  matters: (row: Row) => boolean,
  now: () => number,
  onEnd: () => void,
): Listener<Row> {
  const queue = createQueue<Row>(now);

  function end(error?: Error): void {
    if (queue.end(error)) onEnd();
  }

  return {
    push(rows) {
      const matching = rows.filter(({ row }) => matters(row));
      if (matching.length > 0 && !queue.add(matching)) end(new LiveTooSlowError('The listener reads too slowly'));
    },
    begin(position, rows) {
      queue.begin(
        position,
        rows.filter(({ row }) => matters(row)),
      );
    },
    end,
    rows: {
      next: queue.next,
      async return() {
        queue.clear();
        end();
        return DONE;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}

/** What waits for one listener, and how far it has read. */
function createQueue<Row>(now: () => number) {
  let progress: Progress | undefined;
  let waiting: Placed<Row>[] = [];
  let wake = () => {};
  let ended: { error: Error | undefined } | undefined;

  function take(): LiveEvent<Row> | undefined {
    if (!progress) return undefined;
    const { read, position } = progress;
    const index = waiting.findIndex((placed) => read(placed, now()));
    const [found] = waiting.splice(0, index === -1 ? waiting.length : index + 1).slice(index);
    return index === -1 || !found ? undefined : { row: found.row, position };
  }

  return {
    /** False where too many wait already. Before it begins, a listener cannot read. */
    add(rows: readonly Placed<Row>[]): boolean {
      if (progress && waiting.length > MAX_WAITING) return false;
      waiting.push(...rows);
      wake();
      return true;
    },
    begin(position: Position, rows: readonly Placed<Row>[]): void {
      progress = createProgress(position);
      waiting = [...rows, ...waiting].toSorted(byTime);
      wake();
    },
    clear(): void {
      waiting = [];
    },
    /** False where it had ended before. */
    end(error?: Error): boolean {
      if (ended) return false;
      if (error) waiting = [];
      ended = { error };
      wake();
      return true;
    },
    async next(): Promise<IteratorResult<LiveEvent<Row>, undefined>> {
      for (;;) {
        const value = take();
        if (value) return { done: false, value };
        if (ended) return finish(ended);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** The error is thrown once. */
function finish(ended: { error: Error | undefined }): typeof DONE {
  const { error } = ended;
  ended.error = undefined;
  if (error) throw error;
  return DONE;
}
