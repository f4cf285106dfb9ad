import { CoordinationUnavailable } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { steadyClock } from '../clock.ts';

/** Whether Redis answers, for those who can do without it and must not wait for it. */
export interface Presence {
  /**
   * The answer of a command; one that fails shows that Redis is lost.
   *
   * @throws {CoordinationUnavailable} at once, while Redis is known to be lost.
   */
  ask<T>(command: () => Promise<T>): Promise<T>;
  /** Runs when Redis answers again, and before anyone else asks it. */
  onReturn(restore: () => Promise<void>): void;
}

const PROBE_MS = 1_000;

/** Watches a connection that is not made yet. */
export function createPresence(redis: Redis, warn: (message: string) => void): Presence & Disposable {
  const restores: (() => Promise<void>)[] = [];
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
    for (const restore of restores) await restore();
    isLost = false;
  }

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
    onReturn: (restore) => void restores.push(restore),
    [Symbol.dispose]() {
      isClosed = true;
      stopTimer();
    },
  };
}
