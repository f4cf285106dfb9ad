import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import { callRoll } from './redis-scripts.ts';

/** How this replica stands with the others. */
export interface Replica extends AsyncDisposable {
  /** Last known number of replicas, this one included. */
  count(): number;
  /** Redis answers. */
  isConnected(): boolean;
  /** When Redis came back after it was lost; undefined when it never was. */
  returnedAt(): number | undefined;
  /** Tells that Redis did not answer; the next call of the roll finds it again. */
  lose(error: unknown): void;
}

export interface ReplicaOptions {
  redis: Redis;
  clock: Clock;
  warn(message: string): void;
}

const ROLL_CALL_MS = 1_000;
const ALIVE_MS = 10 * ROLL_CALL_MS;
const KEYS = ['getsales:{replicas}'];
/** Before Redis ever answered: it is configured where there is more than one. */
const ASSUMED_REPLICAS = 2;

/** Joins the other replicas, and says once a second that it is there. */
export async function startReplica({ redis, clock, warn }: ReplicaOptions): Promise<Replica> {
  const id = randomUUID();
  let count = ASSUMED_REPLICAS;
  let isLost = false;
  let isClosed = false;
  let returnedAt: number | undefined;
  let stopTimer = () => {};

  function learn(present: number): void {
    const now = clock.now();
    if (isLost) returnedAt = now;
    isLost = false;
    // After an outage the others come back one by one.
    const isRegathering = returnedAt !== undefined && now - returnedAt < ALIVE_MS;
    if (present > count || !isRegathering) count = present;
  }

  function lose(error: unknown): void {
    if (!isLost) warn(`Redis is lost, this replica counts alone, as one of ${count}: ${error}`);
    isLost = true;
  }

  async function answerRollCall(): Promise<void> {
    try {
      const [present] = await callRoll(redis, KEYS, [id, ALIVE_MS]);
      learn(Number(present));
    } catch (error) {
      lose(error);
    }
    if (!isClosed) stopTimer = clock.after(ROLL_CALL_MS, () => void answerRollCall());
  }

  const onClose = () => lose('the connection is closed');
  redis.on('close', onClose);
  await answerRollCall();
  return {
    lose,
    count: () => count,
    isConnected: () => !isLost,
    returnedAt: () => returnedAt,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      stopTimer();
      redis.off('close', onClose);
      await callRoll(redis, KEYS, [id, 0]).catch(() => {});
    },
  };
}
