import type { Observer, RequestBudget, SlotOutcome } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { type Clock, steadyClock } from '../clock.ts';
import { createBudget, MAX_QUEUED, WINDOW_MS } from './budget.ts';
import type { SlotKind } from './forecast.ts';
import { createRedisLog, type Others, type RedisLog } from './redis-log.ts';
import { createReplicas, type Replicas } from './replicas.ts';
import { type Allowance, createMemoryLog, type MemoryLog, type SlotLog, type Taken } from './slot-log.ts';

export interface RedisBudgetOptions {
  redis: Redis;
  requestsPerMinute: number;
  /** The longest that one request may be under way: `UPSTREAM_TIMEOUT_MS`. */
  longestRequestMs: number;
  warn(message: string): void;
  maxQueued?: number;
  clock?: Clock;
  observer?: Observer | undefined;
  /** The minute; tests have no time for one. */
  windowMs?: number;
}

/**
 * The budget that all replicas share. The log is in Redis, and each replica has its own queues.
 *
 * Redis may stop at any moment, and the replicas cannot talk to each other then. So each has a share of the budget that it may
 * use without asking, and no other replica uses it. A replica that needs more than its share asks the others to lend what they
 * do not use: they lower their shares first, and then tell Redis. The sum of what is used and what may still be used without
 * asking is never more than the budget.
 */
export async function startRedisBudget(options: RedisBudgetOptions): Promise<RequestBudget> {
  const { redis, warn, longestRequestMs, requestsPerMinute } = options;
  const { clock = steadyClock, windowMs = WINDOW_MS, maxQueued = MAX_QUEUED, observer } = options;
  const budget = { requestsPerMinute, windowMs };
  const settleMs = windowMs + longestRequestMs;
  const shared = createRedisLog({ redis, budget, longestRequestMs });
  const own = createMemoryLog({ clock, windowMs, allowance: (key) => shares.allowance(key) });
  const replicas = createReplicas({
    redis,
    clock,
    settleMs,
    warn,
    keysAboveShare: () => own.keysAbove(shares.whole()),
    usedKeys: () => own.keysAbove(0),
    onHeartbeat: (wanted) => shares.settle(wanted),
  });
  const shares = createShares({ own, shared, replicas, clock, settleMs, requestsPerMinute });
  await replicas.join();
  return {
    ...createBudget({ log: createSharedLog({ shared, own, shares, replicas }), clock, budget, maxQueued, observer }),
    [Symbol.asyncDispose]: () => replicas[Symbol.asyncDispose](),
  };
}

interface SharedLogOptions {
  shared: RedisLog;
  /** What this replica used itself. */
  own: MemoryLog;
  shares: Shares;
  replicas: Replicas;
}

/** The shared log while Redis is there; within this replica's share, its own log otherwise. */
function createSharedLog(options: SharedLogOptions): SlotLog {
  const { shared, own, replicas } = options;

  async function ifConnected<T>(ask: () => Promise<T>, alone: () => T): Promise<T> {
    if (!replicas.standing().isConnected) return alone();
    try {
      return await ask();
    } catch (error) {
      replicas.lose(error);
      return alone();
    }
  }

  return {
    take: (key, kind) =>
      ifConnected(
        () => takeShared(key, kind, options),
        () => own.take(key, kind),
      ),
    look: (key) =>
      ifConnected(
        () => shared.look(key),
        () => own.look(key),
      ),
    usage: (key) =>
      ifConnected(
        () => shared.usage(key),
        () => own.usage(key),
      ),
  };
}

async function takeShared(
  key: string,
  kind: SlotKind,
  { shared, own, shares, replicas }: SharedLogOptions,
): Promise<Taken> {
  const isBeyondShare = own.count(key) >= shares.of(key);
  // The shared log knows nothing of what was used while Redis was lost.
  if (isBeyondShare && shares.isSettling()) return { occupancy: own.look(key) };
  if (own.count(key) >= shares.whole()) await shares.want(key);
  // Counted before it is asked for: an answer may come too late, or never.
  const counted = own.record(key, kind);
  const others = isBeyondShare ? shares.others() : undefined;
  const answer = await shared.take(key, kind, replicas.standing().id, others).catch((error: unknown) => {
    counted.finish();
    throw error;
  });
  if (answer.kind === 'refused') {
    counted.finish();
    if (answer.isShareOfOthers) await shares.want(key, { isUrgent: true });
    return { occupancy: answer.occupancy };
  }
  const finish = (outcome?: SlotOutcome) => {
    counted.finish(outcome);
    answer.finish(outcome).catch(replicas.lose);
  };
  return { slot: { finish } };
}

interface SharesOptions extends Pick<SharedLogOptions, 'own' | 'shared' | 'replicas'> {
  clock: Clock;
  settleMs: number;
  requestsPerMinute: number;
}

/** The slots that this replica may use without asking, as long as it has not lent them. */
interface Shares {
  whole(): number;
  of(key: string): number;
  allowance(key: string): Allowance;
  others(): Others;
  /** True for as long as slots count of which the shared log does not know. */
  isSettling(): boolean;
  /** Asks the others for what they do not use; so does every replica before it uses more than its share. */
  want(key: string, options?: { isUrgent: boolean }): Promise<void>;
  /** Lends what others want, and takes back what they no longer need. */
  settle(wanted: string[]): Promise<void>;
}

/** A share that was not wanted for this time is taken back, and tried again at this interval. */
const LENT_FOR_MS = 10_000;
const RESTORED_AT_ONCE = 20;
const URGENT_AGAIN_MS = 1_000;
const MAX_WANTED = 10_000;

function createShares(options: SharesOptions): Shares {
  const { own, replicas, clock, settleMs, requestsPerMinute } = options;
  const wantedAt = new LRUCache<string, number>({ max: MAX_WANTED });
  const whole = () => Math.floor(requestsPerMinute / replicas.count());
  const others = () => {
    const { others: ids, othersCount } = replicas.standing();
    return { ids, share: Math.floor(requestsPerMinute / othersCount) };
  };
  const passed = (since: number | undefined) => (since === undefined ? Number.POSITIVE_INFINITY : clock.now() - since);
  const loans = createLoans({ ...options, whole, of, others });

  function of(key: string): number {
    const { isConnected, isCounted, lostAt } = replicas.standing();
    // By now all slots that were lent are used or returned.
    if (!isConnected && passed(lostAt) > settleMs) return whole();
    return Math.min(whole(), loans.left(key) ?? (isCounted ? Number.POSITIVE_INFINITY : 0));
  }

  return {
    whole,
    of,
    others,
    allowance(key) {
      const { isConnected, lostAt, returnedAt } = replicas.standing();
      const slots = of(key);
      const wholeInMs = settleMs - passed(isConnected ? returnedAt : lostAt);
      return { requestsPerMinute: slots, blockedForMs: slots > 0 ? 0 : Math.max(URGENT_AGAIN_MS, wholeInMs) };
    },
    isSettling: () => passed(replicas.standing().returnedAt) <= settleMs,
    async want(key, { isUrgent } = { isUrgent: false }) {
      if (passed(wantedAt.get(key)) < (isUrgent ? URGENT_AGAIN_MS : settleMs)) return;
      await replicas.want(key);
      wantedAt.set(key, clock.now());
    },
    async settle(wanted) {
      for (const key of wanted) await loans.lend(key, own.count(key));
      await loans.restoreDue();
    },
  };
}

interface LoansOptions extends SharesOptions, Pick<Shares, 'whole' | 'of' | 'others'> {}

/** What this replica has lent of its shares. */
function createLoans({ shared, replicas, clock, whole, of, others }: LoansOptions) {
  const lent = new Map<string, { slots: number; restoreAt: number }>();

  async function restore(key: string): Promise<void> {
    if (await shared.restore(key, replicas.standing().id, whole(), others())) lent.delete(key);
    else lent.set(key, { slots: of(key), restoreAt: clock.now() + LENT_FOR_MS });
  }

  return {
    /** What is left of the share of a key; undefined where nothing is lent. */
    left: (key: string) => lent.get(key)?.slots,
    /** Lends all but what is used. The share is lowered before Redis, and so another replica, knows. */
    async lend(key: string, used: number): Promise<void> {
      const slots = Math.min(used, of(key));
      if (slots >= whole()) return;
      lent.set(key, { slots, restoreAt: clock.now() + LENT_FOR_MS });
      await shared.lend(key, replicas.standing().id, slots);
    },
    async restoreDue(): Promise<void> {
      const due = [...lent].filter(([, { restoreAt }]) => restoreAt <= clock.now());
      for (const [key] of due.slice(0, RESTORED_AT_ONCE)) await restore(key);
    },
  };
}
