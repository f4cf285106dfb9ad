/** The upstream's own clock, as far as its answers told it: what its timestamps can be compared with. */
export interface UpstreamClock {
  /** Epoch ms, to the second; by our own clock until the first answer. Setting our own clock does not move it. */
  now(): number;
  /** Whether an answer has told the time. */
  isKnown(): boolean;
  /** The present moment, as this clock dates it whenever it is asked: before the first answer it may be wrong, afterwards no more. */
  mark(): () => number;
  /** Takes the `Date` of an answer. */
  set(date: string | string[] | undefined): void;
}

/** Counts on by the monotonic clock from what the last answer told. */
export function createUpstreamClock(): UpstreamClock {
  let aheadMs = 0;
  let isKnown = false;
  return {
    now: () => steadyNow() + aheadMs,
    isKnown: () => isKnown,
    mark() {
      const ownMs = steadyNow();
      return () => ownMs + aheadMs;
    },
    set(date) {
      const told = typeof date === 'string' ? Date.parse(date) : Number.NaN;
      if (Number.isNaN(told)) return;
      aheadMs = told - steadyNow();
      isKnown = true;
    },
  };
}

/** The epoch as it was known at process start, counted on by the monotonic clock. */
function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
