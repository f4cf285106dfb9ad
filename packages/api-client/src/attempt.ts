import { type Dispatcher, errors } from 'undici';

/** What one operation's attempts report as they go. */
export interface AttemptObserver {
  onAttempt(): void;
  onStatus(status: number): void;
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
  { onStatus }: AttemptObserver,
): Dispatcher.DispatchHandler {
  let timer: NodeJS.Timeout | undefined;
  return {
    onRequestStart(controller, context) {
      timer = setTimeout(() => controller.abort(new errors.HeadersTimeoutError()), timeoutMs);
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...started) => handler.onRequestUpgrade?.(...started),
    onResponseStart(controller, status, ...rest) {
      onStatus(status);
      handler.onResponseStart?.(controller, status, ...rest);
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
