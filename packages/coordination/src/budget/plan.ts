import { createFairQueue, type Turn } from './fair-queue.ts';
import type { Forecast } from './forecast.ts';
import { kindOf } from './slot-log.ts';

/** Ms until the last of a plan's requests could start, behind and between those who wait already. */
export function waitForAll(forecast: Forecast, waiting: Turn[], plan: Turn, requests: number): number {
  const turns = Array.from({ length: requests }, () => ({ caller: plan.caller, priority: plan.priority }));
  const queue = createFairQueue<Turn>();
  for (const turn of [...waiting, ...turns]) queue.add(turn);
  const last = turns.at(-1);
  for (const turn of queue.inOrder()) {
    const waitMs = forecast.waitFor(kindOf(turn.priority));
    if (turn === last) return waitMs;
    forecast.use(kindOf(turn.priority));
  }
  return 0;
}
