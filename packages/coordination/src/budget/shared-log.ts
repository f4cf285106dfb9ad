import type { Clock } from '../clock.ts';
import type { MemoryLog } from './memory-log.ts';
import type { RedisLog } from './redis-log.ts';
import type { Replica } from './replica.ts';
import type { LoggedSlot, SlotKind, SlotLog, Taken } from './slot-log.ts';

export interface SharedLogOptions {
  shared: RedisLog;
  /** What this replica used itself, against its share of the budget. */
  own: MemoryLog;
  replica: Replica;
  clock: Clock;
  /** How long a request of the time without Redis, which the shared log knows nothing of, may still count. */
  settleMs: number;
}

/** The shared log, while Redis is there; the replica's own one otherwise; both for a while after Redis came back. */
export function createSharedLog({ shared, own, replica, clock, settleMs }: SharedLogOptions): SlotLog {
  function isSettling(): boolean {
    const returnedAt = replica.returnedAt();
    return returnedAt !== undefined && clock.now() - returnedAt <= settleMs;
  }

  async function takeShared(key: string, kind: SlotKind): Promise<Taken> {
    const answer = await shared.take(key, kind);
    if (!('finish' in answer)) return { occupancy: answer };
    const ownSlot = own.record(key, kind);
    const slot: LoggedSlot = {
      finish(outcome) {
        ownSlot.finish(outcome);
        answer.finish(outcome).catch(replica.lose);
      },
    };
    return { slot };
  }

  return {
    async take(key, kind) {
      if (!replica.isConnected()) return own.take(key, kind);
      if (isSettling()) {
        const taken = own.take(key, kind);
        if ('occupancy' in taken) return taken;
        taken.slot.finish();
      }
      try {
        return await takeShared(key, kind);
      } catch (error) {
        replica.lose(error);
        return own.take(key, kind);
      }
    },
    async look(key) {
      if (!replica.isConnected()) return own.look(key);
      try {
        return await shared.look(key);
      } catch (error) {
        replica.lose(error);
        return own.look(key);
      }
    },
  };
}
