/** The slots of one kind that are used. Counting them takes no longer in a large budget than in a small one. */
export interface UsedSlots {
  start(): void;
  /** Ends the use of a slot; without a time it is free at once. Times must not decrease. */
  end(freeAt?: number): void;
  count(now: number): number;
  /** Ms until each is free at the earliest; `underWayMs` for a request that has not ended. */
  waits(now: number, underWayMs: number): number[];
}

const COMPACTED_AFTER = 1_000;

export function createUsedSlots(): UsedSlots {
  let underWay = 0;
  let freeAts: number[] = [];
  let first = 0;

  /** A window is closed at both ends: a slot is still used at the very instant it becomes free. */
  function forgetFree(now: number): void {
    while ((freeAts[first] ?? now) < now) first++;
    if (first < COMPACTED_AFTER || first < freeAts.length / 2) return;
    freeAts = freeAts.slice(first);
    first = 0;
  }

  return {
    start() {
      underWay++;
    },
    end(freeAt) {
      underWay--;
      if (freeAt !== undefined) freeAts.push(freeAt);
    },
    count(now) {
      forgetFree(now);
      return underWay + freeAts.length - first;
    },
    waits(now, underWayMs) {
      forgetFree(now);
      const ended = freeAts.slice(first).map((freeAt) => Math.max(1, freeAt - now));
      return [...ended, ...Array<number>(underWay).fill(underWayMs)];
    },
  };
}
