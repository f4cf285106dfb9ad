import { afterAll, beforeAll, describe } from 'vitest';
import { describeLedger } from './ledger-contract.ts';
import { describeLedgerModel } from './ledger-model.ts';
import { startRedisWorld, startSqliteWorld } from './ledger-world.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from './redis-server.ts';

describe('a ledger in SQLite', { timeout: 60_000 }, () => {
  describeLedger(startSqliteWorld);
  describeLedgerModel(startSqliteWorld);
});

describeWithRedis('a ledger in Redis', { timeout: 60_000 }, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer({ isCluster: true, args: ['--appendonly', 'yes'] });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeLedger(() => startRedisWorld(server));
  describeLedgerModel(() => startRedisWorld(server));
});
