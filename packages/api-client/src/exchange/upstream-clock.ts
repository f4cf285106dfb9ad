/** The upstream's own clock, as far as its answers told it: what its timestamps can be compared with. */
export interface UpstreamClock {
  /** Epoch ms, to the second; by our own clock until the first answer. Setting our own clock does not move it. */
  now(): number;
  /**
   * Whether an answer has told the time, and the machine has neither slept since nor been given another time: the monotonic clock
   * stands still in its sleep.
   */
  isKnown(): boolean;
  /** The present moment, as this clock dates it whenever it is asked: before the first answer it may be wrong, afterwards no more. */
  mark(): () => number;
  /** Takes the `Date` of an answer. */
  set(date: string | string[] | undefined): void;
}

/** Adds the time that has passed on the monotonic clock to the time of the last answer. */
export function createUpstreamClock(): UpstreamClock {
  let aheadMs = 0;
  let toldAtLead: number | undefined;
  return {
    now: () => steadyNow() + aheadMs,
    isKnown: () => toldAtLead !== undefined && Math.abs(wallLeadMs() - toldAtLead) < MAX_LEAD_CHANGE_MS,
    mark() {
      const ownMs = steadyNow();
      return () => ownMs + aheadMs;
    },
    set(date) {
      const told = typeof date === 'string' ? Date.parse(date) : Number.NaN;
      if (Number.isNaN(told)) return;
      aheadMs = told - steadyNow();
      toldAtLead = wallLeadMs();
    },
  };
}

/** A smaller change is that of a clock which is kept right. */
const MAX_LEAD_CHANGE_MS = 5_000;

/** How far the wall clock is ahead of the monotonic one. */
function wallLeadMs(): number {
  return Date.now() - steadyNow();
}

/** The epoch as it was known at process start, counted on by the monotonic clock. */
function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
