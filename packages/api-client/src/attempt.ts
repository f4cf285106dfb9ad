import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, errors } from 'undici';

/** What one operation's attempts report as they go, and whether another may follow. */
export interface AttemptObserver {
  mayBeRetried: boolean;
  onAttempt(): void;
  /** The first byte is about to be written: from here on the upstream may have processed it. */
  onLeave(): void;
  onStatus(status: number, headers: IncomingHttpHeaders): void;
}

/** Observes each attempt and ends it when its last byte has not come within `timeoutMs`: undici's own limits start anew with every chunk. */
export function limitAttempts(timeoutMs: number, observer: AttemptObserver): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    observer.onAttempt();
    return dispatch(options, withDeadline(handler, timeoutMs, observer));
  };
}

function withDeadline(
  handler: Dispatcher.DispatchHandler,
  timeoutMs: number,
  { mayBeRetried, onLeave, onStatus }: AttemptObserver,
): Dispatcher.DispatchHandler {
  let timer: NodeJS.Timeout | undefined;
  return {
    onRequestStart(controller, context) {
      onLeave();
      timer = setTimeout(() => controller.abort(new errors.HeadersTimeoutError()), timeoutMs);
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...started) => handler.onRequestUpgrade?.(...started),
    onResponseStart(controller, status, headers, ...rest) {
      onStatus(status, headers);
      // undici holds a refusal back while it waits to retry: that wait is not the attempt's.
      if (mayBeRetried && status >= 300) clearTimeout(timer);
      handler.onResponseStart?.(controller, status, headers, ...rest);
    },
    onResponseData: (...chunk) => handler.onResponseData?.(...chunk),
    onResponseEnd(...end) {
      clearTimeout(timer);
      handler.onResponseEnd?.(...end);
    },
    onResponseError(...error) {
      clearTimeout(timer);
      handler.onResponseError?.(...error);
    },
  };
}
