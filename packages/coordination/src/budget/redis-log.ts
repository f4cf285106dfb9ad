import { randomUUID } from 'node:crypto';
import type { SlotOutcome } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { blockMs } from './pace.ts';
import { finishSlot, takeSlot } from './redis-scripts.ts';
import type { Budget, Occupancy, SlotKind } from './slot-log.ts';

export interface RedisLogOptions {
  redis: Redis;
  budget: Budget;
  /** The longest a request may be under way: the slots of a replica that died are free this much and a window later. */
  longestRequestMs: number;
}

/** The sliding log that all replicas share. Every function rejects when Redis is lost. */
export interface RedisLog {
  take(key: string, kind: SlotKind): Promise<{ finish(outcome?: SlotOutcome): Promise<void> } | Occupancy>;
  look(key: string): Promise<Occupancy>;
}

export function createRedisLog({ redis, budget, longestRequestMs }: RedisLogOptions): RedisLog {
  const { requestsPerMinute, windowMs } = budget;

  function ask(key: string, kind: SlotKind | '', member: string): Promise<unknown[]> {
    const { write, read, pace } = keysOf(key);
    return takeSlot(redis, [write, read, pace], [kind, member, requestsPerMinute, windowMs, longestRequestMs]);
  }

  return {
    look: async (key) => toOccupancy(await ask(key, '', '')),
    async take(key, kind) {
      const member = randomUUID();
      const reply = await ask(key, kind, member);
      const era = Number(reply[0]);
      if (era < 0) return toOccupancy(reply);
      return {
        async finish(outcome) {
          const keys = keysOf(key);
          const block = outcome ? blockMs(outcome) : 0;
          const values = [member, era, nameOf(outcome), block, requestsPerMinute, windowMs, longestRequestMs];
          await finishSlot(redis, [keys[kind], keys.pace], values);
        },
      };
    },
  };
}

/** The tag in braces keeps all keys of one API key in one slot of a cluster. */
function keysOf(key: string): Record<SlotKind | 'pace', string> {
  const tag = `getsales:budget:{${key}}`;
  return { write: `${tag}:writes`, read: `${tag}:reads`, pace: `${tag}:pace` };
}

function nameOf(outcome: SlotOutcome | undefined): string {
  if (!outcome) return 'unused';
  if (outcome.status === null) return 'silent';
  return outcome.status === 429 ? 'limited' : 'answered';
}

function toOccupancy(reply: unknown[]): Occupancy {
  const [, limit = 1, blockedForMs = 0, writes = 0, ...waits] = reply.map(Number);
  return { limit, blockedForMs, writes: waits.slice(0, writes), reads: waits.slice(writes) };
}
