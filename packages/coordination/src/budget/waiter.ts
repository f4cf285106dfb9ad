import type { SlotRequest } from '@getsales-gateway/api-client';
import type { Turn } from './fair-queue.ts';
import type { LoggedSlot } from './slot-log.ts';

/** A request in the queue. */
export interface Waiter extends Turn {
  deadline: number;
  grant(slot: LoggedSlot): void;
  refuse(reason: unknown): void;
}

/** Waits for a slot in the queue that `enter` and `leave` lead to, until it is granted or refused, or the caller leaves. */
export function waitForSlot(
  { caller, priority, signal }: SlotRequest,
  { deadline, enter, leave }: { deadline: number; enter(waiter: Waiter): void; leave(waiter: Waiter): void },
): Promise<LoggedSlot> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      leave(waiter);
      reject(signal?.reason);
    };
    const settle = <T>(end: (value: T) => void) => {
      return (value: T) => {
        signal?.removeEventListener('abort', abort);
        end(value);
      };
    };
    const waiter: Waiter = { caller, priority, deadline, grant: settle(resolve), refuse: settle(reject) };
    signal?.addEventListener('abort', abort, { once: true });
    enter(waiter);
  });
}
