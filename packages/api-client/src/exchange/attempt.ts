import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, errors } from 'undici';

/** What one operation's attempts report as they go, and whether another may follow. */
export interface AttemptObserver {
  mayFollow(status: number): boolean;
  /** Ends an attempt that has no connection yet: undici listens to a signal only from then on. */
  signal: AbortSignal | undefined;
  onAttempt(): void;
  /** The first byte is about to be written: from here on the upstream may have processed it. */
  onLeave(): void;
  onStatus(status: number, headers: IncomingHttpHeaders): void;
  /** Its last byte has come, or it has failed, or its answer may be followed by another attempt. `error` says why there is no
   * whole answer. */
  onEnd(ms: number, error?: Error): void;
}

/**
 * Observes each attempt and ends it when it has no connection, or when its last byte has not come, within `timeoutMs`:
 * undici's own limits leave out the way through a proxy, and start anew with every chunk.
 */
export function limitAttempts(timeoutMs: number, observer: AttemptObserver): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    observer.onAttempt();
    return dispatch(options, withConnectLimit(withDeadline(handler, timeoutMs, observer), timeoutMs, observer.signal));
  };
}

/** What is given up before it has a connection never leaves: it is aborted as soon as it gets one. */
function withConnectLimit(
  handler: Dispatcher.DispatchHandler,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Dispatcher.DispatchHandler {
  let reason: Error | undefined;
  const giveUp = (error: Error) => {
    settle();
    reason = error;
    handler.onResponseError?.(withoutConnection(error), error);
  };
  const timer = setTimeout(() => giveUp(new errors.ConnectTimeoutError()), timeoutMs);
  const onAbort = () => giveUp(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  function settle() {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
  return {
    onRequestStart(controller, context) {
      if (reason) return controller.abort(reason);
      settle();
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...started) => handler.onRequestUpgrade?.(...started),
    onResponseStart: (...started) => handler.onResponseStart?.(...started),
    onResponseData: (...chunk) => handler.onResponseData?.(...chunk),
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError(...error) {
      settle();
      if (!reason) handler.onResponseError?.(...error);
    },
  };
}

function withDeadline(
  handler: Dispatcher.DispatchHandler,
  timeoutMs: number,
  { mayFollow, onLeave, onStatus, onEnd }: AttemptObserver,
): Dispatcher.DispatchHandler {
  let timer: NodeJS.Timeout | undefined;
  let startedAt: number | undefined = performance.now();
  function settle(error?: Error) {
    clearTimeout(timer);
    if (startedAt !== undefined) onEnd(performance.now() - startedAt, error);
    startedAt = undefined;
  }
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
      if (mayFollow(status)) settle();
      handler.onResponseStart?.(controller, status, headers, ...rest);
    },
    onResponseData: (...chunk) => handler.onResponseData?.(...chunk),
    onResponseEnd(...end) {
      settle();
      handler.onResponseEnd?.(...end);
    },
    onResponseError(controller, error) {
      settle(error);
      handler.onResponseError?.(controller, error);
    },
  };
}

/** undici hands a controller to every handler; this one belongs to a request that never left. Aborted, it is not retried. */
export function withoutConnection(reason: Error): Dispatcher.DispatchController {
  return { aborted: true, paused: false, reason, abort() {}, pause() {}, resume() {} };
}
