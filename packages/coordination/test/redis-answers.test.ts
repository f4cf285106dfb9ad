import { createSeal } from '@getsales-gateway/api-client';
import { expect, it, vi } from 'vitest';
import { createRedisAnswers, startRedis } from '../src/index.ts';
import { keep, keptBy, toPlace } from './answers-contract.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from './redis-server.ts';

const DURABLE = { args: ['--appendonly', 'yes', '--appendfsync', 'always'] };

async function startReplica({ url }: RedisServer) {
  const warnings: string[] = [];
  const connection = await startRedis({ url, warn: (message) => void warnings.push(message) });
  const { redis, presence } = connection;
  return {
    ...createRedisAnswers(connection),
    redis,
    warnings,
    untilBack: () => vi.waitFor(() => presence.ask(() => redis.ping()), { timeout: 20_000 }),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

type Replica = Awaited<ReturnType<typeof startReplica>>;

/** Resolves when the keeping, which nobody waits for, is over. */
async function kept(replica: Replica, answer: unknown): Promise<void> {
  await keep(replica, answer);
  expect(await keptBy(replica)).toEqual(answer);
}

/** How many scripts Redis was asked to run. */
async function scriptsRun({ redis }: Replica): Promise<number> {
  return Number(/cmdstat_eval:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
}

describeWithRedis('answers that replicas keep for each other', { timeout: 60_000 }, () => {
  it('are known to all, emptied for all, and dropped for all', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await using other = await startReplica(server);
    await kept(one, 'first');
    expect(await keptBy(other)).toBe('first');
    await other.empty('scope');
    expect(await keptBy(one)).toBeUndefined();
    await kept(one, 'second');
    await other.drop(toPlace());
    expect(await keptBy(one)).toBeUndefined();
  });

  it.each(['empty', 'drop'] as const)(
    'are not those of a read that began before another replica emptied them: %s',
    async (by) => {
      await using server = await startRedisServer();
      await using one = await startReplica(server);
      await using other = await startReplica(server);
      const before = await one.find(toPlace());
      await (by === 'empty' ? other.empty('scope') : other.drop(toPlace()));
      before.keep('before');
      expect(await keptBy(one)).toBeUndefined();
      expect(await keptBy(other)).toBeUndefined();
    },
  );

  it('are sealed: no other API key opens them, nor another place, and nothing is in the clear', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await keep(one, { name: 'Baskerville' }, { question: 'lists of Baskerville' });
    const [place = ''] = await one.redis.keys('*:place:*');
    const stored = JSON.stringify([place, await one.redis.hgetall(place)]);
    for (const secret of ['Baskerville', 'a-secret-key', 'lists']) expect(stored).not.toContain(secret);
    const foreign = { question: 'lists of Baskerville', seal: createSeal('another', 'scope lists of Baskerville') };
    expect(await keptBy(one, foreign)).toBeUndefined();
    await kept(one, 'lists');
    const places = await one.redis.keys('*:place:*');
    for (const each of places) if (each !== place) await one.redis.copy(place, each, 'REPLACE');
    expect(await keptBy(one)).toBeUndefined();
  });

  it('expire by themselves, with all that belongs to them', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await kept(one, 'lists');
    await one.drop(toPlace({ question: 'tags' }));
    const keys = await one.redis.keys('*');
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(await one.redis.pttl(key)).toBeGreaterThan(0);
  });

  it('do not stay young when the clock of Redis was set back', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await kept(one, 'lists');
    const [place = ''] = await one.redis.keys('*:place:*');
    await one.redis.hset(place, 'keptAt', Date.now() + 3_600_000);
    expect(await keptBy(one)).toBeUndefined();
  });

  it('are kept by each alone while Redis is lost, which it says once, and are forgotten when it is back', async () => {
    await using server = await startRedisServer(DURABLE);
    await using one = await startReplica(server);
    await using other = await startReplica(server);
    await kept(one, 'before');
    await server.kill();
    expect(await keptBy(one)).toBeUndefined();
    await kept(one, 'meanwhile');
    expect(await keptBy(other)).toBeUndefined();
    expect(one.warnings).toHaveLength(1);
    await server.start();
    await Promise.all([one.untilBack(), other.untilBack()]);
    expect(await keptBy(one)).toBe('before');
    await server.kill();
    expect(await keptBy(one)).toBeUndefined();
  });

  it.each(['empty', 'drop'] as const)(
    'are emptied when Redis is back, where it was lost at the time: %s',
    async (by) => {
      await using server = await startRedisServer(DURABLE);
      await using one = await startReplica(server);
      await kept(one, 'before');
      await server.kill();
      await (by === 'empty' ? one.empty('scope') : one.drop(toPlace()));
      await server.start();
      await one.untilBack();
      expect(await keptBy(one)).toBeUndefined();
    },
  );

  it('are asked of a silent Redis once', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await kept(one, 'before');
    const asked = await scriptsRun(one);
    server.freeze();
    for (let reads = 0; reads < 5; reads++) expect(await keptBy(one)).toBeUndefined();
    server.thaw();
    await one.untilBack();
    expect(await scriptsRun(one)).toBe(asked + 1);
    expect(await keptBy(one)).toBe('before');
  });

  it('are kept in Redis when it came after the replica', async () => {
    await using server = await startRedisServer();
    await server.kill();
    await using one = await startReplica(server);
    await server.start();
    await one.untilBack();
    await kept(one, 'lists');
    expect(await one.redis.keys('*:place:*')).toHaveLength(1);
  });
});
