import { afterAll, beforeAll, describe } from 'vitest';
import { describeHolders } from './holder-contract.ts';
import { describeKeys } from './key-contract.ts';
import type { StartWorld } from './ledger-stage.ts';
import { startRedisWorld, startSqliteWorld } from './ledger-world.ts';
import { describeModel } from './model-contract.ts';
import { describeRecords } from './record-contract.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from './redis-server.ts';
import { describeThreads } from './thread-contract.ts';

/** What every ledger does, whatever it stores its sends in. */
function describeLedger(startWorld: StartWorld): void {
  describeKeys(startWorld);
  describeHolders(startWorld);
  describeThreads(startWorld);
  describeRecords(startWorld);
  describeModel(startWorld);
}

describe('a ledger in SQLite', { timeout: 60_000 }, () => describeLedger(startSqliteWorld));

describeWithRedis('a ledger in Redis', { timeout: 60_000 }, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer({ isCluster: true, args: ['--appendonly', 'yes'] });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeLedger(() => startRedisWorld(server));
});
