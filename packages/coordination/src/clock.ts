/** The time, which tests replace. */
export interface Clock {
  /** Epoch ms. It never jumps. */
  now(): number;
  /** Runs once, `ms` from now or a little later. Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Counts from the time at process start by the monotonic clock, so that setting the wall clock does not move it. */
export const steadyClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
