import type { Observer, SendLedger } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { type Clock, steadyClock } from '../clock.ts';
import { checkDurability } from '../redis/durability.ts';
import { createLedger } from './ledger.ts';
import { createRedisStore } from './redis-store.ts';
import { DEFAULT_TERMS, type Terms } from './store.ts';

export interface RedisLedgerOptions {
  redis: Redis;
  /** One loud line when this Redis may forget a send. */
  warn(message: string): void;
  clock?: Clock;
  terms?: Partial<Terms>;
  observer?: Observer | undefined;
}

/** The ledger that all replicas share. While Redis is lost every send throws `CoordinationUnavailable`. */
export async function startRedisLedger({
  redis,
  warn,
  clock = steadyClock,
  terms,
  observer,
}: RedisLedgerOptions): Promise<SendLedger> {
  const allTerms = { ...DEFAULT_TERMS, ...terms };
  const ledger = createLedger({
    store: createRedisStore({ redis, terms: allTerms }),
    clock,
    leaseMs: allTerms.leaseMs,
    observer,
  });
  const check = () => checkDurability(redis, warn);
  // Each connection may be to another server.
  redis.on('ready', check);
  if (redis.status === 'ready') await check();
  return {
    ...ledger,
    async [Symbol.asyncDispose]() {
      redis.off('ready', check);
      await ledger[Symbol.asyncDispose]();
    },
  };
}
