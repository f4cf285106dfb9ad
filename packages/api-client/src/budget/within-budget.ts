import type { Dispatcher } from 'undici';
import { withoutConnection } from '../exchange/attempt.ts';
import { retryAfterMs } from '../retry/retry-after.ts';
import type { RequestBudget, Slot, SlotOutcome, SlotRequest } from './request-budget.ts';

/** How long all attempts of one exchange together may wait for the budget. */
interface Patience {
  maxWaitMs: number;
  /** What the operation has left of its time. */
  timeLeftMs: () => number;
  /** Is told how long each attempt has waited, also one that did not get a slot. */
  onWait: (ms: number) => void;
}

/** Lets each attempt of one exchange leave when the budget has a slot for it, and tells the budget how it ended. */
export function withinBudget(
  budget: RequestBudget,
  request: Omit<SlotRequest, 'maxWaitMs'>,
  { maxWaitMs, timeLeftMs, onWait }: Patience,
): Dispatcher.DispatcherComposeInterceptor {
  let waitedMs = 0;
  return (dispatch) => (options, handler) => {
    const askedAt = performance.now();
    const countWait = () => {
      const ms = performance.now() - askedAt;
      waitedMs += ms;
      onWait(ms);
    };
    budget.acquire({ ...request, maxWaitMs: Math.min(Math.max(0, maxWaitMs - waitedMs), timeLeftMs()) }).then(
      (slot) => {
        countWait();
        dispatch(options, releasing(slot, handler));
      },
      (error: Error) => {
        countWait();
        handler.onResponseError?.(withoutConnection(error), error);
      },
    );
    return true;
  };
}

function releasing(slot: Slot, handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  // Until something is written, nothing has been used of the budget.
  let outcome: SlotOutcome | undefined;
  return {
    onRequestStart(...started) {
      outcome = { status: null };
      handler.onRequestStart?.(...started);
    },
    onRequestUpgrade: (...started) => handler.onRequestUpgrade?.(...started),
    onResponseStart(controller, status, headers, ...rest) {
      outcome = { status, retryAfterMs: retryAfterMs(headers) };
      // undici keeps a refusal while it waits to retry. Without this, a 429 would be known only then.
      if (status >= 300) slot.release(outcome);
      handler.onResponseStart?.(controller, status, headers, ...rest);
    },
    onResponseData: (...chunk) => handler.onResponseData?.(...chunk),
    onResponseEnd(...end) {
      slot.release(outcome);
      handler.onResponseEnd?.(...end);
    },
    onResponseError(...error) {
      slot.release(outcome);
      handler.onResponseError?.(...error);
    },
  };
}
