import { BudgetExhausted, type RequestBudget, type Slot, type SlotRequest } from '@getsales-gateway/api-client';
import type { Clock } from '../clock.ts';
import { createForecast } from './forecast.ts';
import { createLine, type Line } from './line.ts';
import { waitForAll } from './plan.ts';
import { type Budget, kindOf, type LocalLog, type LoggedSlot, type SlotLog } from './slot-log.ts';

export interface BudgetOptions {
  log: SlotLog;
  /** The log itself, where it is this process's own: who finds nobody waiting need not wait either. */
  local?: LocalLog;
  clock: Clock;
  budget: Budget;
  maxQueued: number;
}

/** The queues of this process before a log that may be everyone's. */
export function createBudget(options: BudgetOptions): Omit<RequestBudget, typeof Symbol.asyncDispose> {
  const { log, local, budget } = options;
  const lines = new Map<string, Line>();

  function lineOf(key: string): Line {
    const line = lines.get(key) ?? createLine({ ...options, key, onEmpty: () => lines.delete(key) });
    lines.set(key, line);
    return line;
  }

  function takeAtOnce({ key, priority }: SlotRequest): LoggedSlot | undefined {
    const taken = lines.has(key) ? undefined : local?.take(key, kindOf(priority));
    return taken && 'slot' in taken ? taken.slot : undefined;
  }

  return {
    requestsPerMinute: budget.requestsPerMinute,

    async acquire(request): Promise<Slot> {
      const { key, signal } = request;
      signal?.throwIfAborted();
      let slot = takeAtOnce(request) ?? (await lineOf(key).join(request));
      return {
        release(outcome) {
          slot.finish(outcome);
          slot = { finish() {} };
          lines.get(key)?.recheck();
        },
      };
    },

    async afford(plan, requests) {
      if (!lines.has(plan.key) && local?.hasRoom(plan.key, kindOf(plan.priority), requests)) return;
      const ahead = lines.get(plan.key)?.inOrder() ?? [];
      const forecast = createForecast(await log.look(plan.key), budget.windowMs);
      const waitMs = waitForAll(forecast, ahead, plan, requests);
      if (waitMs <= plan.maxWaitMs) return;
      const idle = { limit: budget.requestsPerMinute, blockedForMs: 0, writes: [], reads: [] };
      const isTooLarge = waitForAll(createForecast(idle, budget.windowMs), [], plan, requests) > plan.maxWaitMs;
      throw new BudgetExhausted(isTooLarge ? undefined : Math.ceil(waitMs - plan.maxWaitMs));
    },
  };
}
