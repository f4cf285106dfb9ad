/** How long the caller waits, and what becomes of the rest. */
export interface Patience {
  signal: AbortSignal | undefined;
  /** Is given what goes on when the operation's time is over. */
  waitUntil: (work: Promise<unknown>) => void;
}

/**
 * What `work` comes to or, where the operation's time is over before, what `late` says: the work then goes on to its end
 * by itself. That a caller leaves ends nothing.
 */
export function inTime<T>(work: Promise<T>, late: () => Promise<T>, { signal, waitUntil }: Patience): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const end = () => {
      if (signal.reason?.name !== 'TimeoutError') return;
      waitUntil(work);
      resolve(late());
    };
    signal.addEventListener('abort', end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
    if (signal.aborted) end();
  });
}
