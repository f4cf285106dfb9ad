import { setMaxListeners } from 'node:events';

/** The time limit of one operation. Dispose it when the answer is complete. */
export interface Deadline extends Disposable {
  /** Aborts with a `TimeoutError` when the time is up, and with the caller's reason when the caller leaves. */
  readonly signal: AbortSignal;
  /** Aborts before the time is up. */
  end(reason: Error): void;
  /** Time left, in ms; infinite without a limit. */
  leftMs(): number;
}

/**
 * Without `timeoutMs` it aborts only when the caller leaves. It is a plain timer and a listener: `AbortSignal.any` over
 * `AbortSignal.timeout` costs several times as much, for every operation.
 */
export function startDeadline(caller: AbortSignal, timeoutMs?: number): Deadline {
  const controller = new AbortController();
  // One operation can hold many upstream requests open, each listening to this signal.
  setMaxListeners(0, controller.signal);
  const onTimeout = () => controller.abort(new DOMException('The operation took too long', 'TimeoutError'));
  const onLeave = () => controller.abort(caller.reason);
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  const endsAt = performance.now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
  if (caller.aborted) onLeave();
  caller.addEventListener('abort', onLeave, { once: true });
  return {
    signal: controller.signal,
    end: (reason) => controller.abort(reason),
    leftMs: () => Math.max(0, endsAt - performance.now()),
    [Symbol.dispose]() {
      clearTimeout(timer);
      caller.removeEventListener('abort', onLeave);
    },
  };
}
