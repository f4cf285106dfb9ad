import { CoordinationUnavailable } from '@getsales-gateway/api-client';
import { Redis } from 'ioredis';
import { steadyClock } from '../clock.ts';

/** A connection to Redis, shared by everything that needs one. */
export interface RedisConnection {
  readonly redis: Redis;
  readonly presence: Presence;
}

export interface RedisOptions {
  url: string;
  /** Is told once when Redis is lost, or was never there. */
  warn(message: string): void;
}

/** A command that takes longer counts as Redis lost. */
const COMMAND_TIMEOUT_MS = 1_000;
const LONGEST_RECONNECT_WAIT_MS = 1_000;

/**
 * Connects, and reconnects for as long as it is open. It is no failure that Redis is away: each command fails at once until it
 * is back.
 */
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

/** Knows whether Redis answers, for commands that must not wait for it. */
export interface Presence {
  /**
   * The answer of a command. A command that fails shows that Redis is lost.
   *
   * @throws {CoordinationUnavailable} at once, while Redis is known to be lost.
   */
  ask<T>(command: () => Promise<T>): Promise<T>;
  /** Runs when Redis answers again after it was lost. */
  onReturn(listener: () => void): void;
}

const PROBE_MS = 1_000;

/** Watches a connection that is not made yet. */
function createPresence(redis: Redis, warn: (message: string) => void): Presence & Disposable {
  const listeners: (() => void)[] = [];
  let isLost = false;
  let isClosed = false;
  let stopTimer = () => {};

  function lose(error: unknown): void {
    if (isLost || isClosed) return;
    isLost = true;
    warn(`Redis is unreachable: ${error instanceof Error ? error.message : error}`);
    probeLater();
  }

  function probeLater(): void {
    if (isClosed) return;
    stopTimer = steadyClock.after(PROBE_MS, () => void probe().catch(probeLater));
  }

  async function probe(): Promise<void> {
    await redis.ping();
    if (!isLost || isClosed) return;
    isLost = false;
    stopTimer();
    for (const listener of listeners) listener();
  }

  redis.on('ready', () => void probe().catch(lose));
  redis.on('error', lose);
  redis.on('close', () => lose('the connection is closed'));
  return {
    async ask(command) {
      if (isLost) throw new CoordinationUnavailable('Redis is lost');
      try {
        return await command();
      } catch (error) {
        lose(error);
        throw error;
      }
    },
    onReturn: (listener) => void listeners.push(listener),
    [Symbol.dispose]() {
      isClosed = true;
      stopTimer();
    },
  };
}
