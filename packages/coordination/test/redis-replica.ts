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

/** One replica: its own connection and budget on the server. */
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
    /** Goes without a word, as a process that is killed. */
    die: () => connection[Symbol.asyncDispose](),
    async [Symbol.asyncDispose]() {
      await budget[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    },
  };
}

export type Acquire = (changes?: Partial<SlotRequest>) => ReturnType<RequestBudget['acquire']>;

/** Asks until it is refused. */
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

/** Resolves when every one of so many replicas has answered the roll call once more: now each knows the number. */
export async function untilAllKnowEachOther({ url }: RedisServer, replicas: number): Promise<void> {
  await using connection = await startRedis({ url, warn: () => {} });
  const readRoll = async () => {
    const entries = await connection.redis.zrange('getsales:{replicas}', '0', '-1', 'WITHSCORES').catch(() => []);
    return new Map(entries.flatMap((id, i): [string, string][] => (i % 2 ? [] : [[id, String(entries[i + 1])]])));
  };
  const options = { timeout: 20_000 };
  const before = await vi.waitFor(async () => {
    const roll = await readRoll();
    expect(roll.size).toBe(replicas);
    return roll;
  }, options);
  await vi.waitFor(async () => {
    const roll = await readRoll();
    expect(roll.size).toBe(replicas);
    for (const [id, score] of roll) expect(score).not.toBe(before.get(id));
  }, options);
}
