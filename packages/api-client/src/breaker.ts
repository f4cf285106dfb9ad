import { BrokenCircuitError, circuitBreaker, handleWhen, SamplingBreaker } from 'cockatiel';
import { ApiConnectionError, ApiStatusError, ApiTimeoutError } from './errors.ts';
import type { Operation } from './operation.ts';

/** Statuses by which an upstream says that it is down. 500 is not one: this upstream answers it to bad input too. 429 says that it is up. */
const DOWN = [502, 503, 504];

/** Lets requests through to an upstream that is up, and fails them fast while it is down. */
export interface Breaker {
  /** @throws {ApiConnectionError} at once, while the upstream is known to be down. */
  guard<T>(operation: Operation, ask: () => Promise<T>): Promise<T>;
}

export interface BreakerOptions {
  /** How long it stays open before one request is let through to see. */
  probeAfterMs: number;
}

/** Opens when half of at least ten requests within ten seconds found the upstream down. */
export function createBreaker({ probeAfterMs }: BreakerOptions): Breaker {
  const policy = circuitBreaker(handleWhen(isDown), {
    halfOpenAfter: probeAfterMs,
    breaker: new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 1 }),
  });
  return {
    async guard(operation, ask) {
      try {
        return await policy.execute(ask);
      } catch (cause) {
        if (cause instanceof BrokenCircuitError) {
          throw new ApiConnectionError('Upstream is down', operation, { cause, isUnsent: true });
        }
        throw cause;
      }
    },
  };
}

function isDown(error: unknown): boolean {
  return (
    error instanceof ApiConnectionError ||
    error instanceof ApiTimeoutError ||
    (error instanceof ApiStatusError && DOWN.includes(error.status))
  );
}
