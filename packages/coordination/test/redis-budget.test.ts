import { setTimeout as sleep } from 'node:timers/promises';
import { BudgetExhausted } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { startRedis } from '../src/index.ts';
import { type Acquire, acquireAll, startReplica, untilAllKnowEachOther, WINDOW_MS } from './redis-replica.ts';
import { describeWithRedis, startRedisServer } from './redis-server.ts';

/** Longer than other replicas take to lend what they do not use; far shorter than a window. */
const UNTIL_LENT = { maxWaitMs: 2_000 };

describeWithRedis('a budget shared through Redis', { timeout: 30_000 }, () => {
  it('is the same for all replicas', async () => {
    await using server = await startRedisServer({ isCluster: true });
    await using one = await startReplica(server, { windowMs: 60_000 });
    await using other = await startReplica(server, { windowMs: 60_000 });
    const [ofOne, ofOther] = await Promise.all([acquireAll(one.acquire), acquireAll(other.acquire)]);
    expect(ofOne.length + ofOther.length).toBe(10);
    await expect(one.afford(1)).rejects.toThrow(BudgetExhausted);
    expect(await acquireAll(other.acquire, { key: 'another', ...UNTIL_LENT })).toHaveLength(10);
  });

  it('never grants more than the budget in any window, whichever instant counts', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await using other = await startReplica(server);
    const spans: { from: number; to: number }[] = [];
    const visit = async ({ acquire }: { acquire: Acquire }, underWayMs: number) => {
      const slot = await acquire({ maxWaitMs: 20_000 });
      const from = performance.now();
      await sleep(underWayMs);
      spans.push({ from, to: performance.now() });
      slot.release({ status: 200 });
    };
    await Promise.all(Array.from({ length: 40 }, (_, i) => visit(i % 2 ? one : other, (i * 37) % 150)));
    for (const start of spans.flatMap(({ from, to }) => [from, to])) {
      const seen = spans.filter(({ from, to }) => from <= start + WINDOW_MS && to >= start);
      expect(seen.length).toBeLessThanOrEqual(10);
    }
  });

  it('keeps one slot in ten for mutations, and frees a slot that was not used', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server, { windowMs: 60_000 });
    await using other = await startReplica(server, { windowMs: 60_000 });
    const reads = await acquireAll(one.acquire, { priority: 'interactive', ...UNTIL_LENT });
    expect(reads).toHaveLength(9);
    const writes = await acquireAll(other.acquire, UNTIL_LENT);
    expect(writes).toHaveLength(1);
    writes[0]?.release();
    await other.afford(1);
    expect(await acquireAll(one.acquire, UNTIL_LENT)).toHaveLength(1);
  });

  it('slows every replica down when one of them gets a 429', async () => {
    await using server = await startRedisServer();
    const options = { requestsPerMinute: 40, windowMs: 60_000, longestRequestMs: 60_000 };
    await using one = await startReplica(server, options);
    await using other = await startReplica(server, options);
    const slot = await one.acquire();
    slot.release({ status: 429, retryAfterMs: 2_500 });
    await one.afford(0);
    await expect(other.acquire()).rejects.toThrow(BudgetExhausted);
    const probe = await other.acquire({ maxWaitMs: 10_000 });
    await expect(one.acquire()).rejects.toThrow(BudgetExhausted);
    probe.release({ status: 200 });
    await other.afford(0);
    // Half of 40, less the 429 and the probe.
    expect(await acquireAll(one.acquire, UNTIL_LENT)).toHaveLength(18);
  });

  it('frees the slots of a replica that died', async () => {
    await using server = await startRedisServer();
    const options = { windowMs: 3_000 };
    await using survivor = await startReplica(server, options);
    {
      await using dead = await startReplica(server, options);
      expect(await acquireAll(dead.acquire, UNTIL_LENT)).toHaveLength(10);
    }
    await expect(survivor.acquire()).rejects.toThrow(BudgetExhausted);
    await survivor.acquire({ maxWaitMs: 20_000 });
  });

  it('tells each replica what all of them have left', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server, { windowMs: 60_000 });
    await using other = await startReplica(server, { windowMs: 60_000 });
    expect(await one.standing()).toEqual({ limit: 10, remaining: 10, resetAt: null });
    (await one.acquire()).release({ status: 200 });
    await other.acquire({ priority: 'interactive' });
    for (const { standing } of [one, other]) {
      const { resetAt, ...left } = await standing();
      expect(left).toEqual({ limit: 10, remaining: 8 });
      expect(resetAt).toBeGreaterThan(Date.now());
    }
    (await one.acquire()).release({ status: 429, retryAfterMs: 5_000 });
    await one.afford(0);
    expect(await other.standing()).toMatchObject({ limit: 10, remaining: 0 });
  });

  it('leaves nothing about a key in Redis', async () => {
    await using server = await startRedisServer();
    await using replica = await startReplica(server);
    await using connection = await startRedis({ url: server.url, warn: () => {} });
    const keysOfBudget = () => connection.redis.keys('getsales:budget:*');
    await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        const slot = await replica.acquire({ key: `${index}`, maxWaitMs: 5_000 });
        slot.release({ status: 401 });
      }),
    );
    await expect.poll(keysOfBudget, { timeout: 10_000 }).toEqual([]);
  });

  it('does not stay used up when the clock of Redis was set back', async () => {
    await using server = await startRedisServer();
    await using replica = await startReplica(server);
    await acquireAll(replica.acquire);
    await using connection = await startRedis({ url: server.url, warn: () => {} });
    const log = 'getsales:budget:{key}:writes';
    for (const member of await connection.redis.zrange(log, '0', '-1')) {
      await connection.redis.zadd(log, `${Date.now() + 3_600_000}`, member);
    }
    await connection.redis.persist(log);
    await expect(replica.acquire()).rejects.toThrow(BudgetExhausted);
    await expect(replica.acquire({ maxWaitMs: 20_000 })).resolves.toHaveProperty('release');
  });

  it('goes on with its share of the budget while Redis is lost, and says so once', async () => {
    await using server = await startRedisServer();
    const warnings: string[] = [];
    await using one = await startReplica(server, { windowMs: 60_000, warn: (message) => void warnings.push(message) });
    await using other = await startReplica(server, { windowMs: 60_000 });
    await using third = await startReplica(server, { windowMs: 60_000 });
    await untilAllKnowEachOther(server, 3);
    await one.acquire();
    await one.acquire();
    await server.kill();
    // A third of ten, less what it had used itself.
    expect(await acquireAll(one.acquire)).toHaveLength(1);
    expect(await acquireAll(other.acquire)).toHaveLength(3);
    expect(await acquireAll(third.acquire)).toHaveLength(3);
    expect(warnings.filter((message) => message.startsWith('Redis is lost'))).toHaveLength(1);
  });

  it.each([
    ['nothing', []],
    ['everything', ['--appendonly', 'yes', '--appendfsync', 'always']],
  ])('recovers by itself when Redis remembers %s, and does not forget what it used meanwhile', async (_, args) => {
    await using server = await startRedisServer({ args });
    await using one = await startReplica(server, { windowMs: 60_000 });
    await using other = await startReplica(server, { windowMs: 60_000 });
    await untilAllKnowEachOther(server, 2);
    await server.kill();
    expect(await acquireAll(one.acquire)).toHaveLength(5);
    // Longer than several heartbeats.
    await sleep(1_500);
    await server.start();
    await untilAllKnowEachOther(server, 2);
    expect(await acquireAll(one.acquire)).toHaveLength(0);
    expect(await acquireAll(other.acquire)).toHaveLength(5);
    expect(await acquireAll(other.acquire, { key: 'another' })).toHaveLength(5);
    expect(await acquireAll(one.acquire, { key: 'another' })).toHaveLength(5);
  });

  it('keeps to its share after an outage while the other replicas may still come back', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server, { windowMs: 60_000 });
    {
      await using _mortal = await startReplica(server, { windowMs: 60_000 });
      await untilAllKnowEachOther(server, 2);
      await server.kill();
    }
    await server.start();
    await untilAllKnowEachOther(server, 1);
    expect(await acquireAll(one.acquire)).toHaveLength(5);
  });

  it('does not wait for a Redis that is silent', async () => {
    await using server = await startRedisServer();
    await using replica = await startReplica(server, { windowMs: 60_000 });
    server.freeze();
    expect((await acquireAll(replica.acquire)).length).toBeGreaterThan(0);
    server.thaw();
  });

  it('starts without Redis with the share of one of two', async () => {
    await using server = await startRedisServer();
    await server.kill();
    await using replica = await startReplica(server, { windowMs: 60_000 });
    expect(await acquireAll(replica.acquire)).toHaveLength(5);
  });
});
