export { createMemoryBudget, type MemoryBudgetOptions } from './budget/budget.ts';
export { type RedisBudgetOptions, startRedisBudget } from './budget/shared-log.ts';
export type { Clock } from './clock.ts';
export { toDigest } from './digest.ts';
export { type RedisLedgerOptions, startRedisLedger } from './ledger/redis-ledger.ts';
export { type SqliteLedgerOptions, startSqliteLedger } from './ledger/sqlite-ledger.ts';
export type { Terms } from './ledger/store.ts';
export { type RedisConnection, type RedisOptions, startRedis } from './redis/connection.ts';
export { startRedisEvents } from './redis/events.ts';
