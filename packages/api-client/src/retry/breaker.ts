import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  handleWhen,
  SamplingBreaker,
} from 'cockatiel';
import { ApiBlockedError, ApiConnectionError, ApiStatusError, ApiTimeoutError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { UnexpectedBody } from '../wire/body.ts';
import { createLossCounter } from './lost-connection.ts';
import { GATEWAY_STATUSES, isTimeout } from './retry.ts';

/** Lets requests through to an upstream that is up, and fails them fast while it is down. */
export interface Breaker {
  /** @throws {ApiConnectionError} at once, while the upstream is known to be down. */
  guard<T>(operation: Operation, ask: () => Promise<T>): Promise<T>;
  /** Whether requests fail at once now, except for a probe. */
  isOpen(): boolean;
}

export interface BreakerOptions {
  /** How long it stays open before one request is let through to see. */
  probeAfterMs: number;
  /** Whether others have found the upstream down. */
  isDownForAll?: () => boolean;
  /** Called with each answer, a refusal included. */
  onAnswer?: () => void;
  /** Called when it opens. A probe that fails keeps it open. */
  onOpened?: (() => void) | undefined;
  onClosed?: (() => void) | undefined;
}

/** Opens when half of at least ten requests within ten seconds found the upstream down. A lost connection counts once. */
export function createBreaker(options: BreakerOptions): Breaker {
  const { probeAfterMs, isDownForAll = () => false, onAnswer } = options;
  const losses = createLossCounter();
  const isFailure = (error: unknown) =>
    (isDown(error) && losses.isNew(causeOf(error))) || (policy.state === CircuitState.HalfOpen && !isAnswer(error));
  const policy: CircuitBreakerPolicy = circuitBreaker(handleWhen(isFailure), {
    halfOpenAfter: probeAfterMs,
    breaker: new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 1 }),
  });
  reportChanges(policy, options);
  const isDownFast = (operation: Operation, cause?: unknown) =>
    new ApiConnectionError('Upstream is down', operation, { cause, isUnsent: true });
  return {
    isOpen: () => policy.state === CircuitState.Open || policy.state === CircuitState.HalfOpen,
    async guard(operation, ask) {
      if (policy.state === CircuitState.Closed && isDownForAll()) throw isDownFast(operation);
      try {
        const answer = await policy.execute(ask);
        onAnswer?.();
        return answer;
      } catch (cause) {
        if (cause instanceof BrokenCircuitError) throw isDownFast(operation, cause);
        if (isAnswer(cause) && !isDown(cause)) onAnswer?.();
        throw cause;
      }
    },
  };
}

function reportChanges(policy: CircuitBreakerPolicy, { onOpened, onClosed }: BreakerOptions): void {
  let isOpen = false;
  policy.onBreak(() => {
    if (!isOpen) onOpened?.();
    isOpen = true;
  });
  policy.onReset(() => {
    if (isOpen) onClosed?.();
    isOpen = false;
  });
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

/** Not the end of the operation's own time, which may have been spent waiting for the budget. */
function isDown(error: unknown): boolean {
  return (
    error instanceof ApiConnectionError ||
    error instanceof ApiBlockedError ||
    (error instanceof ApiTimeoutError && isTimeout(error.cause)) ||
    (error instanceof ApiStatusError && GATEWAY_STATUSES.includes(error.status))
  );
}

/** A probe that was never answered has shown nothing: not even that the upstream is up. */
function isAnswer(error: unknown): boolean {
  return error instanceof ApiStatusError || error instanceof UnexpectedBody;
}
