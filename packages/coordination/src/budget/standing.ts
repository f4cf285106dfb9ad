import type { Clock } from '../clock.ts';

/** How a replica stands with the others, as far as Redis has told it. */
export interface Standing {
  /** Last known number of replicas, this one included. */
  count(): number;
  isConnected(): boolean;
  /** When Redis came back after it was lost; undefined when it never was. */
  returnedAt(): number | undefined;
  /** Redis answered: so many replicas are there. */
  learn(present: number): void;
  /** Redis did not answer. */
  lose(error: unknown): void;
}

export interface StandingOptions {
  clock: Clock;
  /** How long after an outage replicas may still be missing. */
  regatherMs: number;
  warn(message: string): void;
}

/** Before Redis ever answered: it is configured where there is more than one. */
const ASSUMED_REPLICAS = 2;

export function createStanding({ clock, regatherMs, warn }: StandingOptions): Standing {
  let count = ASSUMED_REPLICAS;
  let isLost = false;
  let returnedAt: number | undefined;
  return {
    count: () => count,
    isConnected: () => !isLost,
    returnedAt: () => returnedAt,
    learn(present) {
      const now = clock.now();
      if (isLost) returnedAt = now;
      isLost = false;
      // After an outage the others come back one by one.
      const isRegathering = returnedAt !== undefined && now - returnedAt < regatherMs;
      if (present > count || !isRegathering) count = present;
    },
    lose(error) {
      if (!isLost) warn(`Redis is lost, this replica counts alone, as one of ${count}: ${error}`);
      isLost = true;
    },
  };
}
