import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import { callRoll } from './redis-scripts.ts';
import { createStanding, type Standing } from './standing.ts';

export interface Replica extends Standing, AsyncDisposable {}

export interface ReplicaOptions {
  redis: Redis;
  clock: Clock;
  warn(message: string): void;
}

const ROLL_CALL_MS = 1_000;
const ALIVE_MS = 10 * ROLL_CALL_MS;
const KEYS = ['getsales:{replicas}'];

/** Joins the other replicas, and says once a second that it is there. */
export async function startReplica({ redis, clock, warn }: ReplicaOptions): Promise<Replica> {
  const id = randomUUID();
  const standing = createStanding({ clock, warn, regatherMs: ALIVE_MS });
  let isClosed = false;
  let stopTimer = () => {};

  async function answerRollCall(): Promise<void> {
    try {
      const [present] = await callRoll(redis, KEYS, [id, ALIVE_MS]);
      standing.learn(Number(present));
    } catch (error) {
      standing.lose(error);
    }
    if (!isClosed) stopTimer = clock.after(ROLL_CALL_MS, () => void answerRollCall());
  }

  const onClose = () => standing.lose('the connection is closed');
  redis.on('close', onClose);
  await answerRollCall();
  return {
    ...standing,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      stopTimer();
      redis.off('close', onClose);
      await callRoll(redis, KEYS, [id, 0]).catch(() => {});
    },
  };
}
