import { CoordinationUnavailable } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { steadyClock } from '../clock.ts';

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
export function createPresence(redis: Redis, warn: (message: string) => void): Presence & Disposable {
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
