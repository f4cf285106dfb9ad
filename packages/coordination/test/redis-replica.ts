import { BudgetExhausted, type RequestBudget, type Slot, type SlotRequest } from '@getsales-gateway/api-client';
import { expect, vi } from 'vitest';
import { startRedis, startRedisBudget } from '../src/index.ts';
import type { RedisServer } from './redis-server.ts';

export const WINDOW_MS = 400;

interface ReplicaOptions {
  requestsPerMinute?: number;
  windowMs?: number;
  longestRequestMs?: number;
  warn?(message: string): void;
}

/** A replica with a connection and a budget of its own. */
export async function startReplica({ url }: RedisServer, options: ReplicaOptions = {}) {
  const { requestsPerMinute = 10, windowMs = WINDOW_MS, longestRequestMs = 300, warn = () => {} } = options;
  const connection = await startRedis({ url, warn });
  const budget = await startRedisBudget({
    redis: connection.redis,
    requestsPerMinute,
    windowMs,
    longestRequestMs,
    warn,
  });
  return {
    acquire: (changes: Partial<SlotRequest> = {}) =>
      budget.acquire({ key: 'key', caller: 'caller', priority: 'mutation', maxWaitMs: 0, ...changes }),
    afford: (requests: number) =>
      budget.afford({ key: 'key', caller: 'caller', priority: 'mutation', maxWaitMs: 0 }, requests),
    standing: () => budget.standing('key'),
    /** Leaves without telling, like a process that is killed. */
    die: () => connection[Symbol.asyncDispose](),
    async [Symbol.asyncDispose]() {
      await budget[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    },
  };
}

export type Acquire = (changes?: Partial<SlotRequest>) => ReturnType<RequestBudget['acquire']>;

/** Takes slots until one is refused. */
export async function acquireAll(acquire: Acquire, changes: Partial<SlotRequest> = {}): Promise<Slot[]> {
  const slots: Slot[] = [];
  for (;;) {
    const slot = await acquire(changes).catch((error: unknown) => {
      if (!(error instanceof BudgetExhausted)) throw error;
    });
    if (!slot) return slots;
    slots.push(slot);
  }
}

/** Resolves when each of so many replicas has sent one more heartbeat: now each knows the number. */
export async function untilAllKnowEachOther({ url }: RedisServer, replicas: number): Promise<void> {
  await using connection = await startRedis({ url, warn: () => {} });
  const readReplicas = async () => {
    const entries = await connection.redis.zrange('getsales:{replicas}', '0', '-1', 'WITHSCORES').catch(() => []);
    return new Map(entries.flatMap((id, i): [string, string][] => (i % 2 ? [] : [[id, String(entries[i + 1])]])));
  };
  const options = { timeout: 20_000 };
  const before = await vi.waitFor(async () => {
    const seen = await readReplicas();
    expect(seen.size).toBe(replicas);
    return seen;
  }, options);
  await vi.waitFor(async () => {
    const seen = await readReplicas();
    expect(seen.size).toBe(replicas);
    for (const [id, score] of seen) expect(score).not.toBe(before.get(id));
  }, options);
}
