import { BudgetExhausted } from '@getsales-gateway/api-client';
import type { FairQueue } from './fair-queue.ts';
import { createForecast } from './forecast.ts';
import { kindOf, type Occupancy } from './slot-log.ts';
import type { Waiter } from './waiter.ts';

/** What the log said, and when. */
export interface Sighting {
  at: number;
  occupancy: Occupancy;
}

export interface SiftOptions {
  now: number;
  windowMs: number;
  maxQueued: number;
}

/** Refuses whoever cannot be served in time or is too many, and answers how long the first of the others has to wait. */
export function sift(queue: FairQueue<Waiter>, seen: Sighting, { now, windowMs, maxQueued }: SiftOptions): number {
  const forecast = createForecast(seen.occupancy, windowMs);
  const waits: number[] = [];
  for (const waiter of queue.inOrder()) {
    const kind = kindOf(waiter.priority);
    const waitMs = Math.max(0, seen.at + forecast.waitFor(kind) - now);
    if (waits.length === maxQueued || now + waitMs > waiter.deadline) {
      queue.remove(waiter);
      waiter.refuse(new BudgetExhausted(Math.max(1, Math.ceil(waitMs))));
    } else {
      forecast.use(kind);
      waits.push(waitMs);
    }
  }
  return waits[0] ?? 0;
}
