import { ApiStatusError, LiveTooFarBackError } from '../errors.ts';
import type { Request } from '../request.ts';
import type { Upstream } from '../upstream.ts';
import { createListener, type Listener, type LiveRows } from './listener.ts';
import type { Log } from './log.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import { createPace, type Outcome } from './pace.ts';
import type { Position } from './position.ts';
import { type Placed, readSince } from './read-since.ts';

export interface FeedOptions<Row extends { uuid: string }, Where> {
  log: Log<Row, Where>;
  /** Whose log it is: a hash of API key and team. */
  scope: string;
  upstream: Upstream;
  /** Asks in the background, never joined with a read that began earlier. */
  request: Request;
  /** Called when the last listener has left. */
  onIdle: () => void;
}

/** One log of one API key and team, as all its listeners in this process share it. It asks only while somebody listens. */
export interface Feed<Row, Where> {
  /** Names it on all replicas. */
  id: string;
  /**
   * Everything after a position, then what is new; without one, what is new. `request` reads what the feed does not have.
   *
   * @throws what the upstream answers to the first read.
   */
  listen(where: Where, after: Position | undefined, request: Request): Promise<LiveRows<Row>>;
  /** Something may have changed: reads soon. */
  hint(): void;
  /** Another replica found `head` at the top. */
  compare(head: string): void;
  /** Ends all listeners. */
  end(error?: Error): void;
}

export function createFeed<Row extends { uuid: string }, Where>(options: FeedOptions<Row, Where>): Feed<Row, Where> {
  const { log, scope, upstream, request, onIdle } = options;
  const id = `${scope} ${log.name}`;
  const now = () => upstream.clock.now();
  const audience = createAudience<Row>(() => {
    pace.stop();
    onIdle();
  });
  const list = (ask: Request, where: Where) => (window: { limit: number; offset: number }) =>
    log.list(ask, upstream, window, where);
  const reader = createLogReader(log, list(request, log.everything), now);
  const pace = createPace(upstream.live.pollMs, createRound({ id, log, scope, upstream, reader, ...audience }));
  let beginning: Promise<void> | undefined;

  async function start(listener: Listener<Row>, where: Where, after: Position | undefined, ask: Request) {
    beginning ??= reader.begin();
    await beginning;
    if (!audience.isEmpty()) pace.start();
    if (after === undefined)
      listener.begin(
        reader.positionFor((row) => log.matches(row, where)),
        [],
      );
    else listener.begin(after, reader.since(after.floor) ?? (await readSince(log, list(ask, where), after.floor)).rows);
  }

  return {
    id,
    async listen(where, after, ask) {
      const listener: Listener<Row> = createListener(
        (row) => log.matches(row, where),
        now,
        () => audience.leave(listener),
      );
      audience.enter(listener);
      await start(listener, where, after, ask).catch((error: unknown) => {
        listener.end();
        throw error;
      });
      return listener.rows;
    },
    hint: pace.hint,
    compare(head) {
      if (reader.hasBegun() && reader.head() !== head) pace.hint();
    },
    end: audience.end,
  };
}

/** Those who listen to one feed. */
function createAudience<Row>(onEmpty: () => void) {
  const listeners = new Set<Listener<Row>>();
  return {
    isEmpty: () => listeners.size === 0,
    enter: (listener: Listener<Row>) => void listeners.add(listener),
    leave(listener: Listener<Row>): void {
      if (listeners.delete(listener) && listeners.size === 0) onEmpty();
    },
    deliver(rows: readonly Placed<Row>[]): void {
      for (const listener of [...listeners]) listener.push(rows);
    },
    end(error?: Error): void {
      for (const listener of [...listeners]) listener.end(error);
    },
  };
}

interface RoundOptions<Row> extends Pick<Feed<Row, never>, 'id' | 'end'> {
  log: { name: string };
  scope: string;
  upstream: Upstream;
  reader: LogReader<Row>;
  deliver: (rows: readonly Placed<Row>[]) => void;
}

/** One round: reads where it is this replica's turn, or another one found what this one does not have. */
function createRound<Row>({ id, log, scope, upstream, reader, deliver, end }: RoundOptions<Row>) {
  const { live, events, inFlight, cacheStore } = upstream;

  async function read(isHinted: boolean): Promise<Outcome> {
    const rows = await reader.readOn();
    // A listener that hears of a row and then reads must not join a read that began before.
    if (rows.length > 0) {
      inFlight.forget(scope);
      cacheStore.forget(scope);
    }
    deliver(rows);
    await live.turns.tell(id, reader.head());
    if (rows.length > 0 && !isHinted) await events.publish('logMoved', { log: id, head: reader.head() });
    return { isActive: rows.length > 0 };
  }

  return async (isHinted: boolean, forMs: number): Promise<Outcome> => {
    const turn = isHinted ? undefined : await live.turns.take(id, forMs);
    if (turn?.kind === 'others' && (turn.head === '' || turn.head === reader.head())) {
      return { isActive: false, againInMs: turn.againInMs };
    }
    return read(isHinted || turn?.kind === 'others').catch((error: unknown) => {
      if (isFinal(error)) end(error);
      else live.warn(`Live: cannot read ${log.name}: ${error instanceof Error ? error.message : 'unknown fault'}`);
      return { isActive: false };
    });
  };
}

/** Whether reading again would fail the same way. */
function isFinal(error: unknown): error is Error {
  const isDenied = error instanceof ApiStatusError && (error.status === 401 || error.status === 403);
  return isDenied || error instanceof LiveTooFarBackError;
}
