import type { Clock } from '../clock.ts';
import { BudgetExhausted } from '../errors.ts';
import type { SlotRequest } from '../ports.ts';
import { createFairQueue } from './fair-queue.ts';
import { createForecast } from './forecast.ts';
import { type Budget, kindOf, type LoggedSlot, type Occupancy, type SlotKind, type SlotLog } from './slot-log.ts';
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

interface Place {
  waiter: Waiter;
  waitMs: number;
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
  let seen: { at: number; occupancy: Occupancy } | undefined;
  let changes = 0;
  let isServing = false;
  let stopTimer = () => {};

  /** Refuses whoever cannot be served in time. Answers the first of the others, and how long it has to wait. */
  function sift(): Place | undefined {
    const now = clock.now();
    const forecast = seen && createForecast(seen.occupancy, budget.windowMs);
    let first: Place | undefined;
    let kept = 0;
    for (const waiter of queue.inOrder()) {
      const kind = kindOf(waiter.priority);
      const waitMs = seen && forecast ? Math.max(0, seen.at + forecast.waitFor(kind) - now) : 0;
      if (forecast && (kept === maxQueued || now + waitMs > waiter.deadline)) {
        queue.remove(waiter);
        waiter.refuse(new BudgetExhausted(Math.max(1, Math.ceil(waitMs))));
        continue;
      }
      forecast?.use(kind);
      first ??= { waiter, waitMs };
      kept++;
    }
    return first;
  }

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
    const next = queue.inOrder()[0];
    if (next && kindOf(next.priority) === kind) {
      queue.serve(next);
      next.grant(taken.slot);
    } else taken.slot.finish();
  }

  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    stopTimer();
    try {
      for (let first = sift(); first; first = sift()) {
        if (first.waitMs > 0) {
          stopTimer = clock.after(first.waitMs, recheck);
          return;
        }
        await askFor(kindOf(first.waiter.priority));
      }
      onEmpty();
    } catch (error) {
      for (const waiter of queue.inOrder()) {
        queue.remove(waiter);
        waiter.refuse(error);
      }
      onEmpty();
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
