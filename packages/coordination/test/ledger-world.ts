import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Redis } from 'ioredis';
import { startRedis, startRedisLedger, startSqliteLedger, type Terms } from '../src/index.ts';
import type { LedgerWorld } from './ledger-stage.ts';
import type { RedisServer } from './redis-server.ts';

/** Leases that no test outlives by itself. */
const TERMS: Partial<Terms> = { leaseMs: 60_000 };

function warn(): void {}

export async function startSqliteWorld(): Promise<LedgerWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'ledger-'));
  const path = join(directory, 'data', 'sends.sqlite');
  return {
    start: (terms) => startSqliteLedger({ path, warn, terms: { ...TERMS, ...terms } }),
    async lapse({ settled }) {
      using database = new DatabaseSync(path);
      database.exec(`UPDATE sends SET lease_until = 0 ${settled ? ', settles_at = 0' : ''}`);
    },
    async count() {
      using database = new DatabaseSync(path);
      return Number(database.prepare('SELECT count(*) AS sends FROM sends').get()?.['sends']);
    },
    async dump() {
      const files = await readdir(join(directory, 'data'));
      const contents = await Promise.all(files.map((file) => readFile(join(directory, 'data', file), 'latin1')));
      return contents.join('\n');
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

/** An empty world on a running server. */
export async function startRedisWorld({ url }: RedisServer): Promise<LedgerWorld> {
  const { redis, ...connection } = await startRedis({ url, warn });
  await redis.flushall();
  return {
    async start(terms) {
      const own = await startRedis({ url, warn });
      const ledger = await startRedisLedger({ redis: own.redis, warn, terms: { ...TERMS, ...terms } });
      return {
        ...ledger,
        async [Symbol.asyncDispose]() {
          await ledger[Symbol.asyncDispose]();
          await own[Symbol.asyncDispose]();
        },
      };
    },
    lapse: ({ settled }) => lapse(redis, settled),
    count: async () => (await redis.keys('*:send:*')).length,
    dump: () => dump(redis),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

async function lapse(redis: Redis, settled: boolean): Promise<void> {
  const settlesAt = new Map<string, string>();
  for (const key of await redis.keys('*:send:*')) {
    await redis.hset(key, 'leaseUntil', 0, ...(settled ? ['settlesAt', 0] : []));
    settlesAt.set(key.split(':').at(-1) ?? '', (await redis.hget(key, 'settlesAt')) ?? '0');
  }
  for (const key of await redis.keys('*:thread:*')) {
    for (const id of await redis.zrange(key, '0', '-1')) await redis.zadd(key, settlesAt.get(id) ?? '0', id);
  }
}

async function dump(redis: Redis): Promise<string> {
  const keys = await redis.keys('*');
  const values = await Promise.all(
    keys.map(async (key) => {
      const type = await redis.type(key);
      if (type === 'hash') return redis.hgetall(key);
      return type === 'zset' ? redis.zrange(key, '0', '-1') : redis.get(key);
    }),
  );
  return JSON.stringify([keys, values]);
}
