/** The upstream's own clock, as far as its answers told it: what its timestamps can be compared with. */
export interface UpstreamClock {
  /** Epoch ms, to the second; by our own clock until the first answer. */
  now(): number;
  /** Takes the `Date` of an answer. */
  set(date: string | string[] | undefined): void;
}

export function createUpstreamClock(): UpstreamClock {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
    set(date) {
      const told = typeof date === 'string' ? Date.parse(date) : Number.NaN;
      if (!Number.isNaN(told)) aheadMs = told - Date.now();
    },
  };
}
