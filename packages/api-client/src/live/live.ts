import { ApiKeyMissingError } from '../errors.ts';
import type { EventBus } from '../events.ts';
import { scopeOf } from '../exchange/credentials.ts';
import { createRequest, type RequestOptions } from '../request.ts';
import type { Upstream } from '../upstream.ts';
import { createFeed, type Feed } from './feed.ts';
import type { LiveRows } from './listener.ts';
import {
  changedLeads,
  changedMessages,
  type LeadsWhere,
  type Log,
  type MessagesWhere,
  receivedMessages,
} from './log.ts';
import type { Position } from './position.ts';

/** What is listened to in this process. */
interface Live {
  received: Feeds<typeof receivedMessages>;
  changed: Feeds<typeof changedMessages>;
  leads: Feeds<typeof changedLeads>;
  /** Ends all listeners, as before a stop. New ones end at once. */
  end(): void;
}

const lives = new WeakMap<Upstream, Live>();

/** Made at its first use, and over when the upstream is closed. */
export function liveOf(upstream: Upstream): Live {
  const known = lives.get(upstream);
  if (known) return known;
  const live = createLive();
  const deafen = hearHints(live, upstream.events);
  upstream.closing.addEventListener('abort', () => {
    live.end();
    for (const stopListening of deafen) stopListening();
  });
  lives.set(upstream, live);
  return live;
}

/** The feeds of one log, one for each API key and team that is listened to. */
type Feeds<L> = L extends Log<infer Row, infer Where> ? LogFeeds<Row, Where> : never;

type Control = Pick<Feed<never, never>, 'id' | 'hint' | 'compare' | 'end'>;

interface LogFeeds<Row, Where> {
  listen(options: RequestOptions, where: Where, after: Position | undefined): Promise<LiveRows<Row>>;
  all(): Iterable<Control>;
}

function createLive(): Live {
  let hasEnded = false;
  const isOver = () => hasEnded;
  const received = createFeeds(receivedMessages, isOver);
  const changed = createFeeds(changedMessages, isOver);
  const leads = createFeeds(changedLeads, isOver);
  return {
    received,
    changed,
    leads,
    end() {
      hasEnded = true;
      for (const feeds of [received, changed, leads]) for (const feed of feeds.all()) feed.end();
    },
  };
}

/** What one caller can listen to: everything after a position, then what is new; without one, what is new. */
export function listenersOf(options: RequestOptions) {
  const live = () => liveOf(options.upstream);
  return {
    receivedMessages: (where: MessagesWhere, after?: Position) => live().received.listen(options, where, after),
    changedMessages: (where: MessagesWhere, after?: Position) => live().changed.listen(options, where, after),
    changedLeads: (where: LeadsWhere, after?: Position) => live().leads.listen(options, where, after),
  };
}

/** Lets feeds hear of what others know. Returns functions that end it. */
function hearHints({ received, changed, leads }: Live, events: EventBus): (() => void)[] {
  const all = () => [received, changed, leads].flatMap((feeds) => [...feeds.all()]);
  const hintAll = () => {
    for (const feed of all()) feed.hint();
  };
  return [
    events.subscribe('webhookHeard', hintAll),
    events.subscribe('eventsMissed', hintAll),
    events.subscribe('scopeWritten', ({ scope }) => {
      for (const feed of all()) if (feed.id.startsWith(scope)) feed.hint();
    }),
    events.subscribe('logMoved', ({ log, head }) => {
      for (const feed of all()) if (feed.id === log) feed.compare(head);
    }),
  ];
}

function createFeeds<Row extends { uuid: string }, Where>(
  log: Log<Row, Where>,
  isOver: () => boolean,
): LogFeeds<Row, Where> {
  const feeds = new Map<string, Feed<Row, Where>>();

  function open(scope: string, options: RequestOptions): Feed<Row, Where> {
    const { upstream, apiKey, teamId } = options;
    const request = createRequest({ upstream, apiKey, teamId, caller: 'live', ...INDEPENDENT });
    const onIdle = () => {
      if (feeds.get(scope) === feed) feeds.delete(scope);
    };
    const feed: Feed<Row, Where> = createFeed({ log, scope, upstream, request, onIdle });
    feeds.set(scope, feed);
    return feed;
  }

  return {
    async listen(options, where, after) {
      const { apiKey, teamId, signal } = options;
      if (!apiKey) throw new ApiKeyMissingError('No API key', { method: 'GET', path: '(no request)' });
      const scope = scopeOf({ apiKey, teamId });
      const feed = feeds.get(scope) ?? open(scope, options);
      const rows = await feed.listen(where, after, createRequest({ ...options, ...INDEPENDENT }));
      if (isOver() || signal?.aborted) await rows.return();
      else signal?.addEventListener('abort', () => void rows.return(), { once: true });
      return rows;
    },
    all: () => [...feeds.values()],
  };
}

/** A read that began before somebody listened may lack what came in between. */
const INDEPENDENT = { readPriority: 'background', joinsReads: false } as const;
