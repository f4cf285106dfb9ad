/** Time as this package sees it; tests bring their own. */
export interface Clock {
  /** Epoch ms that never jump. */
  now(): number;
  /** Runs once, `ms` from now or a little later; the returned function calls it off. */
  after(ms: number, run: () => void): () => void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The epoch as it was known at process start, counted on by the monotonic clock: setting the wall clock does not move it. */
export const steadyClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
