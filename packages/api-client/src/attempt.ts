import { type Dispatcher, errors } from 'undici';

/**
 * Counts each attempt as it leaves and ends it when its last byte has not come within `timeoutMs`: undici's own limits
 * start anew with every chunk.
 */
export function limitAttempts(timeoutMs: number, onAttempt: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    onAttempt();
    return dispatch(options, withDeadline(handler, timeoutMs));
  };
}

function withDeadline(handler: Dispatcher.DispatchHandler, timeoutMs: number): Dispatcher.DispatchHandler {
  let timer: NodeJS.Timeout | undefined;
  return {
    onRequestStart(controller, context) {
      timer = setTimeout(() => controller.abort(new errors.HeadersTimeoutError()), timeoutMs);
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...started) => handler.onRequestUpgrade?.(...started),
    onResponseStart: (...started) => handler.onResponseStart?.(...started),
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
