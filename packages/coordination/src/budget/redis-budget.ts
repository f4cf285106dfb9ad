import type { RequestBudget } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { type Clock, steadyClock } from '../clock.ts';
import { createBudget } from './budget.ts';
import { MAX_QUEUED, WINDOW_MS } from './memory-budget.ts';
import { createMemoryLog } from './memory-log.ts';
import { createRedisLog } from './redis-log.ts';
import { startReplica } from './replica.ts';
import { createSharedLog } from './shared-log.ts';

export interface RedisBudgetOptions {
  redis: Redis;
  requestsPerMinute: number;
  /** The longest that one request may be under way: `UPSTREAM_TIMEOUT_MS`. */
  longestRequestMs: number;
  warn(message: string): void;
  maxQueued?: number;
  clock?: Clock;
  /** The minute; tests have no time for one. */
  windowMs?: number;
}

/** The budget that all replicas share. Each has its own queue; when Redis is lost, each goes on with its share. */
export async function startRedisBudget(options: RedisBudgetOptions): Promise<RequestBudget> {
  const { redis, warn, longestRequestMs, requestsPerMinute } = options;
  const { clock = steadyClock, windowMs = WINDOW_MS, maxQueued = MAX_QUEUED } = options;
  const budget = { requestsPerMinute, windowMs };
  const replica = await startReplica({ redis, clock, warn });
  const share = () => Math.max(1, Math.floor(requestsPerMinute / replica.count()));
  const log = createSharedLog({
    shared: createRedisLog({ redis, budget, longestRequestMs }),
    own: createMemoryLog({ clock, windowMs, requestsPerMinute: share }),
    replica,
    clock,
    settleMs: windowMs + longestRequestMs,
  });
  return {
    ...createBudget({ log, clock, budget, maxQueued }),
    [Symbol.asyncDispose]: () => replica[Symbol.asyncDispose](),
  };
}
