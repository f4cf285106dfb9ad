import { setTimeout as delay } from 'node:timers/promises';

/** The command ended before its work did. What is done is kept, so that it can go on later. */
export class StoppedError extends Error {
  override name = 'StoppedError';
}

export interface PatienceOptions {
  /** How long an outage is waited for. */
  giveUpAfterMs: number;
  /** Aborted when the command is asked to stop. */
  signal: AbortSignal;
  /** Is told that it waits, and why. */
  onWait(ms: number, why: string): void;
}

/** Waits between tries, each time longer. */
export interface Patience {
  /** @throws {StoppedError} when that took too long, or when the command is asked to stop. */
  wait(why: string): Promise<void>;
  /** Waits as long as it is told, which has no end. @throws {StoppedError} when the command is asked to stop. */
  waitFor(ms: number, why: string): Promise<void>;
  /** Something went on: an outage, if there was one, is over. */
  reset(): void;
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

export function createPatience({ giveUpAfterMs, signal, onWait }: PatienceOptions): Patience {
  let tries = 0;
  let waitedMs = 0;

  async function pause(ms: number, why: string): Promise<void> {
    if (!signal.aborted) onWait(ms, why);
    await delay(ms, undefined, { signal }).catch(() => {
      throw new StoppedError('Interrupted.');
    });
  }

  return {
    async wait(why) {
      const leftMs = giveUpAfterMs - waitedMs;
      if (leftMs <= 0) throw new StoppedError(`Gave up after ${giveUpAfterMs / 1_000} s. ${why}`);
      const ms = Math.min(FIRST_MS * 2 ** tries++, LONGEST_MS, leftMs);
      waitedMs += ms;
      await pause(ms, why);
    },
    waitFor: pause,
    reset() {
      tries = 0;
      waitedMs = 0;
    },
  };
}
