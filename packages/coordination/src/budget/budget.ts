import {
  BudgetExhausted,
  type BudgetStanding,
  type Observer,
  type RequestBudget,
  type Slot,
  type SlotRequest,
} from '@getsales-gateway/api-client';
import { type Clock, steadyClock } from '../clock.ts';
import { createForecast, kindOf, type Usage } from './forecast.ts';
import { createKeyQueue, type KeyQueue, waitForAll } from './key-queue.ts';
import { type Budget, createMemoryLog, type LoggedSlot, type MemoryLog, type SlotLog } from './slot-log.ts';

/** The minute of "requests per minute". */
export const WINDOW_MS = 60_000;
/** Most requests of one key that wait in one process. */
export const MAX_QUEUED = 1_000;

export interface MemoryBudgetOptions {
  requestsPerMinute: number;
  maxQueued?: number;
  clock?: Clock;
  observer?: Observer | undefined;
}

/** The budget of a process that is alone with its API keys. It forgets at a restart what left before it. */
export function createMemoryBudget(options: MemoryBudgetOptions): RequestBudget {
  const { requestsPerMinute, maxQueued = MAX_QUEUED, clock = steadyClock, observer } = options;
  const budget = { requestsPerMinute, windowMs: WINDOW_MS };
  const allowance = { requestsPerMinute, blockedForMs: 0 };
  const log = createMemoryLog({ clock, windowMs: WINDOW_MS, allowance: () => allowance });
  return {
    ...createBudget({ log, local: log, clock, maxQueued, budget, observer }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export interface BudgetOptions {
  log: SlotLog;
  /** The log itself, if it is in this process: a request that finds an empty queue is served at once. */
  local?: MemoryLog;
  clock: Clock;
  budget: Budget;
  maxQueued: number;
  observer?: Observer | undefined;
}

/** The queues of this process before a log that may be shared by all replicas. */
export function createBudget(options: BudgetOptions): Omit<RequestBudget, typeof Symbol.asyncDispose> {
  const { log, local, budget, clock } = options;
  const queues = new Map<string, KeyQueue>();

  function queueOf(key: string): KeyQueue {
    const queue = queues.get(key) ?? createKeyQueue({ ...options, key, onEmpty: () => queues.delete(key) });
    queues.set(key, queue);
    return queue;
  }

  function takeAtOnce({ key, priority }: SlotRequest): LoggedSlot | undefined {
    const taken = queues.has(key) ? undefined : local?.take(key, kindOf(priority));
    return taken && 'slot' in taken ? taken.slot : undefined;
  }

  async function acquire(request: SlotRequest): Promise<Slot> {
    const { key, signal } = request;
    signal?.throwIfAborted();
    let slot = takeAtOnce(request) ?? (await queueOf(key).join(request));
    return {
      release(outcome) {
        slot.finish(outcome);
        slot = { finish() {} };
        queues.get(key)?.recheck();
      },
    };
  }

  return {
    requestsPerMinute: budget.requestsPerMinute,

    acquire: options.observer ? reported(acquire, options.observer, clock) : acquire,

    async afford(plan, requests) {
      if (!queues.has(plan.key) && local?.hasRoom(plan.key, kindOf(plan.priority), requests)) return;
      const occupancy = await log.look(plan.key);
      const waiting = queues.get(plan.key)?.inOrder() ?? [];
      const waitMs = waitForAll(createForecast(occupancy, budget.windowMs), waiting, plan, requests);
      if (waitMs <= plan.maxWaitMs) return;
      const idle = { limit: budget.requestsPerMinute, blockedForMs: 0, writes: [], reads: [] };
      const isTooLarge = waitForAll(createForecast(idle, budget.windowMs), [], plan, requests) > plan.maxWaitMs;
      throw new BudgetExhausted(isTooLarge ? undefined : Math.ceil(waitMs - plan.maxWaitMs));
    },

    standing: async (key) => toStanding(await log.usage(key), budget, clock.now()),
  };
}

function reported(acquire: RequestBudget['acquire'], observer: Observer, clock: Clock): RequestBudget['acquire'] {
  return async (request) => {
    const { key, priority } = request;
    const askedAt = clock.now();
    observer.slotAsked?.({ key, priority });
    const slot = await acquire(request).catch((error: unknown) => {
      if (error instanceof BudgetExhausted) observer.slotRefused?.({ key, priority, retryAfterMs: error.retryAfterMs });
      else observer.slotGivenUp?.({ key, priority });
      throw error;
    });
    observer.slotGranted?.({ key, priority, waitedMs: clock.now() - askedAt });
    let isReleased = false;
    return {
      release(outcome) {
        if (outcome?.status === 429 && !isReleased) observer.keyShut?.({ key, retryAfterMs: outcome.retryAfterMs });
        isReleased = true;
        slot.release(outcome);
      },
    };
  };
}

function toStanding(usage: Usage, { requestsPerMinute }: Budget, now: number): BudgetStanding {
  const { limit, blockedForMs, writes, reads, freeInMs } = usage;
  const wholeInMs = Math.max(blockedForMs, freeInMs);
  return {
    limit: requestsPerMinute,
    remaining: blockedForMs > 0 ? 0 : Math.max(0, limit - writes - reads),
    resetAt: wholeInMs > 0 ? now + wholeInMs : null,
  };
}
