import { Redis } from 'ioredis';
import { createPresence, type Presence } from './presence.ts';

/** A connection to Redis, shared by what needs one. */
export interface RedisConnection {
  readonly redis: Redis;
  readonly presence: Presence;
}

export interface RedisOptions {
  url: string;
  /** One loud line when Redis is lost, or was never there. */
  warn(message: string): void;
}

/** A command that takes longer counts as Redis lost. */
const COMMAND_TIMEOUT_MS = 1_000;
const LONGEST_RECONNECT_WAIT_MS = 1_000;

/** Connects, and reconnects for as long as it is open. Redis being away is no failure: each command fails at once until it is back. */
export async function startRedis({ url, warn }: RedisOptions): Promise<RedisConnection & AsyncDisposable> {
  const redis = new Redis(url, {
    lazyConnect: true,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
    enableOfflineQueue: false,
    // A script that was under way may have run: only its caller knows whether to run it again.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (tries) => Math.min(tries * 50, LONGEST_RECONNECT_WAIT_MS),
  });
  const presence = createPresence(redis, warn);
  await redis.connect().catch(() => {});
  return {
    redis,
    presence,
    async [Symbol.asyncDispose]() {
      presence[Symbol.dispose]();
      redis.disconnect();
    },
  };
}
