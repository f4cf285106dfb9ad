import { setImmediate as macrotask } from 'node:timers/promises';
import type { Clock } from '../src/clock.ts';

export interface ManualClock extends Clock {
  /** Lets time pass, stopping at each timer on the way; what the timers set off has settled when it resolves. */
  advance(ms: number): Promise<void>;
}

/** Time that passes only when a test says so. */
export function createManualClock(): ManualClock {
  let now = Date.UTC(2026, 0, 1);
  const timers = new Set<{ at: number; run: () => void }>();

  function nextBefore(end: number) {
    return [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }

  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await macrotask();
      for (let timer = nextBefore(end); timer; timer = nextBefore(end)) {
        timers.delete(timer);
        now = timer.at;
        timer.run();
        await macrotask();
      }
      now = end;
    },
  };
}
