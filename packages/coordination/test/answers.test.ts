import { createMemoryAnswers } from '@getsales-gateway/api-client';
import { afterAll, beforeAll, describe } from 'vitest';
import { createRedisAnswers, startRedis } from '../src/index.ts';
import { describeAnswers } from './answers-contract.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from './redis-server.ts';

describe('answers kept in memory', () => describeAnswers(async () => createMemoryAnswers()));

describeWithRedis('answers kept in Redis', { timeout: 60_000 }, () => {
  let server: RedisServer;
  let connection: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    server = await startRedisServer({ isCluster: true });
    connection = await startRedis({ url: server.url, warn() {} });
  });
  afterAll(async () => {
    await connection[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  describeAnswers(async () => {
    await connection.redis.flushall();
    return createRedisAnswers(connection);
  });
});
