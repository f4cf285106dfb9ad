import type { Dispatcher } from 'undici';
import { withoutConnection } from './attempt.ts';
import type { RequestBudget, Slot, SlotOutcome, SlotRequest } from './request-budget.ts';
import { retryAfterMs } from './retry.ts';

/** Lets each attempt leave when the budget has a slot for it, and tells the budget how it ended. */
export function withinBudget(
  budget: RequestBudget,
  toRequest: () => SlotRequest,
): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    budget.acquire(toRequest()).then(
      (slot) => dispatch(options, releasing(slot, handler)),
      (error: Error) => handler.onResponseError?.(withoutConnection(error), error),
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
      // undici holds a refusal back while it waits to retry: until then nobody would know of a 429.
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
