import { setImmediate as macrotask } from 'node:timers/promises';
import type { Clock } from '../src/clock.ts';

export interface ManualClock extends Clock {
  /** Lets time pass, and runs each timer on the way. It resolves when what the timers started has settled. */
  advance(ms: number): Promise<void>;
}

/** A clock that advances only when a test says so. */
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
