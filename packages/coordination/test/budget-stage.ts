import type { Slot, SlotRequest } from '@getsales-gateway/api-client';
import { createMemoryBudget, type MemoryBudgetOptions } from '../src/budget/budget.ts';
import { createManualClock } from './manual-clock.ts';

export const MINUTE = 60_000;

/** A budget in memory, and the clock that it goes by. */
export function setUpBudget({
  requestsPerMinute = 10,
  maxQueued = 1_000,
  observer = {},
}: Partial<MemoryBudgetOptions> = {}) {
  const clock = createManualClock();
  const budget = createMemoryBudget({ requestsPerMinute, maxQueued, clock, observer });
  const request = (changes: Partial<SlotRequest> = {}): SlotRequest => ({
    key: 'key',
    caller: 'caller',
    priority: 'mutation',
    maxWaitMs: 0,
    ...changes,
  });
  const acquire = (changes?: Partial<SlotRequest>) => budget.acquire(request(changes));
  const acquireMany = (count: number, changes?: Partial<SlotRequest>): Promise<Slot[]> =>
    Promise.all(Array.from({ length: count }, () => acquire(changes)));
  return { clock, budget, request, acquire, acquireMany };
}

/** Notes when a request is served, and answers it at once. */
export function note(served: string[], name: string, slot: Promise<Slot>): void {
  slot.then(
    ({ release }) => {
      served.push(name);
      release({ status: 200 });
    },
    () => served.push(`${name} refused`),
  );
}
