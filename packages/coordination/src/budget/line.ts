import type { Clock } from '../clock.ts';
import type { SlotRequest } from '../ports.ts';
import { createFairQueue } from './fair-queue.ts';
import { type Sighting, sift } from './sift.ts';
import { type Budget, kindOf, type LoggedSlot, type SlotKind, type SlotLog } from './slot-log.ts';
import { type Waiter, waitForSlot } from './waiter.ts';

export interface LineOptions {
  key: string;
  log: SlotLog;
  clock: Clock;
  budget: Budget;
  /** Waiting requests at the most; beyond, the last in order are refused. */
  maxQueued: number;
  /** Called when nobody waits any more. */
  onEmpty(): void;
}

/** The line of requests that wait for slots of one key. */
export interface Line {
  join(request: SlotRequest): Promise<LoggedSlot>;
  /** Tells that slots may have become free, or that the pace has changed. */
  recheck(): void;
  inOrder(): Waiter[];
}

export function createLine({ key, log, clock, budget, maxQueued, onEmpty }: LineOptions): Line {
  const queue = createFairQueue<Waiter>();
  let seen: Sighting | undefined;
  let changes = 0;
  let isServing = false;
  let stopTimer = () => {};

  /** Asks the log for a slot for the kind of request that is first now, and gives it to who is first then. */
  async function askFor(kind: SlotKind): Promise<void> {
    const asked = changes;
    const taken = await log.take(key, kind);
    if ('occupancy' in taken) {
      // What changed since it was asked may not be in the answer.
      seen = asked === changes ? { at: clock.now(), occupancy: taken.occupancy } : undefined;
      return;
    }
    seen = undefined;
    const next = queue.first();
    if (next && kindOf(next.priority) === kind) {
      queue.serve(next);
      next.grant(taken.slot);
    } else taken.slot.finish();
  }

  function refuseAll(reason: unknown): void {
    for (const waiter of queue.inOrder()) {
      queue.remove(waiter);
      waiter.refuse(reason);
    }
    onEmpty();
  }

  // One function, so that no turn of the event loop comes between the last look at the queue and `isServing = false`.
  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    stopTimer();
    try {
      for (;;) {
        const waitMs = seen ? sift(queue, seen, { now: clock.now(), windowMs: budget.windowMs, maxQueued }) : 0;
        const first = queue.first();
        if (!first) return onEmpty();
        if (waitMs > 0) {
          stopTimer = clock.after(waitMs, recheck);
          return;
        }
        await askFor(kindOf(first.priority));
      }
    } catch (error) {
      refuseAll(error);
    } finally {
      isServing = false;
    }
  }

  function recheck(): void {
    changes++;
    seen = undefined;
    void serve();
  }

  return {
    recheck,
    inOrder: queue.inOrder,
    join: (request) =>
      waitForSlot(request, {
        deadline: clock.now() + request.maxWaitMs,
        enter: (waiter) => {
          queue.add(waiter);
          void serve();
        },
        leave: (waiter) => {
          queue.remove(waiter);
          void serve();
        },
      }),
  };
}
