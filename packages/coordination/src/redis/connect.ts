import { Redis } from 'ioredis';

/** A connection to Redis, shared by what needs one. */
export interface RedisConnection extends AsyncDisposable {
  readonly redis: Redis;
}

export interface RedisOptions {
  url: string;
  /** One loud line when a connection is lost, or was never made. */
  warn(message: string): void;
}

/** A command that takes longer counts as Redis lost. */
const COMMAND_TIMEOUT_MS = 1_000;
const LONGEST_RECONNECT_WAIT_MS = 1_000;

/** Connects, and reconnects for as long as it is open. Redis being away is no failure: each command fails at once until it is back. */
export async function startRedis({ url, warn }: RedisOptions): Promise<RedisConnection> {
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
  let isReported = false;
  redis.on('ready', () => {
    isReported = false;
  });
  redis.on('error', (error: Error) => {
    if (!isReported) warn(`Redis is unreachable: ${error.message}`);
    isReported = true;
  });
  await redis.connect().catch(() => {});
  return { redis, [Symbol.asyncDispose]: () => Promise.resolve(redis.disconnect()) };
}
