import type { Clock } from '../clock.ts';

/** Where callers wait for a send of their thread to be settled: by this process, which wakes them, or elsewhere. */
export interface WaitingRoom {
  /** Resolves when the thread is woken, after `ms`, or when the caller leaves. */
  wait(thread: string, ms: number, signal: AbortSignal | undefined): Promise<void>;
  wake(thread: string): void;
}

export function createWaitingRoom(clock: Clock): WaitingRoom {
  const sleepers = new Map<string, Set<() => void>>();
  return {
    wait: (thread, ms, signal) =>
      new Promise((resolve) => {
        const others = sleepers.get(thread) ?? new Set();
        const wake = () => {
          stopTimer();
          signal?.removeEventListener('abort', wake);
          others.delete(wake);
          if (others.size === 0) sleepers.delete(thread);
          resolve();
        };
        const stopTimer = clock.after(ms, wake);
        signal?.addEventListener('abort', wake, { once: true });
        sleepers.set(thread, others.add(wake));
      }),
    wake(thread) {
      for (const wake of [...(sleepers.get(thread) ?? [])]) wake();
    },
  };
}
