import { CoordinationUnavailable, type SendLedger } from '@getsales-gateway/api-client';
import { expect, it, vi } from 'vitest';
import { startRedis, startRedisLedger } from '../src/index.ts';
import { begun, toRequest } from './ledger-stage.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from './redis-server.ts';

const DURABLE = ['--appendonly', 'yes'];

async function startLedger({ url }: RedisServer) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const connection = await startRedis({ url, warn: () => {} });
  const ledger = await startRedisLedger({ redis: connection.redis, warn });
  return {
    ledger,
    warnings,
    redis: connection.redis,
    async [Symbol.asyncDispose]() {
      await ledger[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when Redis answers again. */
function untilBack(ledger: SendLedger): Promise<void> {
  return vi.waitFor(() => ledger.check(), { timeout: 20_000 });
}

describeWithRedis('a ledger in Redis that fails', { timeout: 60_000 }, () => {
  it('refuses every send while Redis is lost, and recovers by itself with all it knew', async () => {
    await using server = await startRedisServer({ args: DURABLE });
    await using replica = await startLedger(server);
    await begun(await replica.ledger.begin(toRequest())).sent('message-1');
    const open = begun(await replica.ledger.begin(toRequest({ key: 'key-2' })));
    await server.kill();
    await expect(replica.ledger.begin(toRequest())).rejects.toThrow(CoordinationUnavailable);
    await expect(replica.ledger.begin(toRequest({ key: undefined }))).rejects.toThrow(CoordinationUnavailable);
    await expect(open.claim('message-2')).rejects.toThrow(CoordinationUnavailable);
    await expect(open.sent('message-2')).rejects.toThrow(CoordinationUnavailable);
    await server.start();
    await untilBack(replica.ledger);
    expect(await replica.ledger.begin(toRequest())).toEqual({ kind: 'replay', uuid: 'message-1' });
    await open.sent('message-2');
    expect(await replica.ledger.begin(toRequest({ key: 'key-2' }))).toEqual({ kind: 'replay', uuid: 'message-2' });
  });

  it('refuses a send when Redis does not answer', async () => {
    await using server = await startRedisServer({ args: DURABLE });
    await using replica = await startLedger(server);
    server.freeze();
    await expect(replica.ledger.begin(toRequest())).rejects.toThrow(CoordinationUnavailable);
    server.thaw();
    await untilBack(replica.ledger);
  });

  it('starts without Redis, and is there when Redis is', async () => {
    await using server = await startRedisServer({ args: DURABLE });
    await server.kill();
    await using replica = await startLedger(server);
    await expect(replica.ledger.begin(toRequest())).rejects.toThrow(CoordinationUnavailable);
    await server.start();
    await untilBack(replica.ledger);
    expect(await replica.ledger.begin(toRequest())).toMatchObject({ kind: 'started' });
  });

  it('records a message as sent although Redis has forgotten that its send began', async () => {
    await using server = await startRedisServer({ args: DURABLE });
    await using replica = await startLedger(server);
    const send = begun(await replica.ledger.begin(toRequest()));
    await replica.redis.flushall();
    await send.sent('message-1');
    expect(await replica.ledger.begin(toRequest())).toEqual({ kind: 'replay', uuid: 'message-1' });
  });

  it('does not wait for a lease of a time to come, when the clock of Redis was set back', async () => {
    await using server = await startRedisServer({ args: DURABLE });
    {
      await using mortal = await startLedger(server);
      begun(await mortal.ledger.begin(toRequest()));
      begun(await mortal.ledger.begin(toRequest({ key: 'key-2', leadUuid: 'another' })));
    }
    await using replica = await startLedger(server);
    const later = Date.now() + 3_600_000;
    for (const key of await replica.redis.keys('*:send:*')) await replica.redis.hset(key, 'leaseUntil', later);
    for (const key of await replica.redis.keys('*:thread:*')) {
      for (const id of await replica.redis.zrange(key, '0', '-1')) await replica.redis.zadd(key, `${later}`, id);
    }
    expect(await replica.ledger.begin(toRequest())).toMatchObject({ kind: 'unconfirmed' });
    const next = toRequest({ key: undefined, leadUuid: 'another' });
    expect(await replica.ledger.begin(next)).toMatchObject({ kind: 'started' });
  });

  it('looks in the whole thread for a send that an earlier version recorded without a date', async () => {
    await using server = await startRedisServer({ args: DURABLE });
    await using replica = await startLedger(server);
    await begun(await replica.ledger.begin(toRequest())).unconfirmed();
    for (const key of await replica.redis.keys('*:send:*')) await replica.redis.hset(key, 'dated', '0');
    const again = await replica.ledger.begin(toRequest());
    expect(again).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 0 });
  });

  it('says nothing of a Redis that persists and never evicts', async () => {
    await using server = await startRedisServer({ args: DURABLE });
    await using replica = await startLedger(server);
    expect(replica.warnings).toEqual([]);
  });

  it('warns of a Redis that does not persist', async () => {
    await using server = await startRedisServer();
    await using replica = await startLedger(server);
    expect(replica.warnings).toEqual([expect.stringContaining('does not persist')]);
  });

  it('warns of a Redis that evicts', async () => {
    await using server = await startRedisServer({ args: [...DURABLE, '--maxmemory-policy', 'allkeys-lru'] });
    await using replica = await startLedger(server);
    expect(replica.warnings).toEqual([expect.stringContaining('evicts (maxmemory-policy allkeys-lru)')]);
  });

  it('warns of a Redis that does not tell', async () => {
    await using server = await startRedisServer({ args: [...DURABLE, '--rename-command', 'CONFIG', ''] });
    await using replica = await startLedger(server);
    expect(replica.warnings).toEqual([expect.stringContaining('does not tell')]);
  });
});
