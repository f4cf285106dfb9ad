import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  handleWhen,
  SamplingBreaker,
} from 'cockatiel';
import { UnexpectedBody } from './body.ts';
import { ApiConnectionError, ApiStatusError, ApiTimeoutError } from './errors.ts';
import type { Operation } from './operation.ts';
import { isTimeout } from './retry.ts';

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
  const isFailure = (error: unknown) => isDown(error) || (policy.state === CircuitState.HalfOpen && !isAnswer(error));
  const policy: CircuitBreakerPolicy = circuitBreaker(handleWhen(isFailure), {
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

/** Not the end of the operation's own time, which may have been spent waiting for the budget. */
function isDown(error: unknown): boolean {
  return (
    error instanceof ApiConnectionError ||
    (error instanceof ApiTimeoutError && isTimeout(error.cause)) ||
    (error instanceof ApiStatusError && DOWN.includes(error.status))
  );
}

/** A probe that was never answered has shown nothing: not even that the upstream is up. */
function isAnswer(error: unknown): boolean {
  return error instanceof ApiStatusError || error instanceof UnexpectedBody;
}
