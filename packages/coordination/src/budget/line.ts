import type { SlotRequest } from '@getsales-gateway/api-client';
import type { Clock } from '../clock.ts';
import { createFairQueue, type FairQueue } from './fair-queue.ts';
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

interface LineState extends LineOptions {
  queue: FairQueue<Waiter>;
  /** What the log said last; undefined when it is no longer true. */
  seen: Sighting | undefined;
  rechecks: number;
  isServing: boolean;
  stopTimer(): void;
}

export function createLine(options: LineOptions): Line {
  const queue = createFairQueue<Waiter>();
  const line: LineState = { ...options, queue, seen: undefined, rechecks: 0, isServing: false, stopTimer() {} };
  return {
    recheck: () => recheck(line),
    inOrder: queue.inOrder,
    join: (request) =>
      waitForSlot(request, {
        deadline: options.clock.now() + request.maxWaitMs,
        enter: (waiter) => {
          queue.add(waiter);
          void serve(line);
        },
        leave: (waiter) => {
          queue.remove(waiter);
          void serve(line);
        },
      }),
  };
}

function recheck(line: LineState): void {
  line.rechecks++;
  line.seen = undefined;
  void serve(line);
}

/** Serves who waits, until nobody does or the next slot is not free yet. */
async function serve(line: LineState): Promise<void> {
  const { queue, clock, budget, maxQueued, onEmpty } = line;
  if (line.isServing) return;
  line.isServing = true;
  line.stopTimer();
  // No `await` comes between the last look at the queue and `isServing = false`.
  try {
    for (;;) {
      const options = { now: clock.now(), windowMs: budget.windowMs, maxQueued };
      const waitMs = line.seen ? sift(queue, line.seen, options) : 0;
      const first = queue.first();
      if (!first) return onEmpty();
      if (waitMs > 0) {
        line.stopTimer = clock.after(waitMs, () => recheck(line));
        return;
      }
      await askFor(kindOf(first.priority), line);
    }
  } catch (error) {
    refuseAll(line, error);
  } finally {
    line.isServing = false;
  }
}

/** Asks the log for a slot for the kind of request that is first now, and gives it to who is first then. */
async function askFor(kind: SlotKind, line: LineState): Promise<void> {
  const { log, key, clock, queue, rechecks } = line;
  const taken = await log.take(key, kind);
  if ('occupancy' in taken) {
    // What changed since it was asked may not be in the answer.
    line.seen = rechecks === line.rechecks ? { at: clock.now(), occupancy: taken.occupancy } : undefined;
    return;
  }
  line.seen = undefined;
  const next = queue.first();
  if (next && kindOf(next.priority) === kind) {
    queue.serve(next);
    next.grant(taken.slot);
  } else taken.slot.finish();
}

function refuseAll({ queue, onEmpty }: LineState, reason: unknown): void {
  for (const waiter of queue.inOrder()) {
    queue.remove(waiter);
    waiter.refuse(reason);
  }
  onEmpty();
}
