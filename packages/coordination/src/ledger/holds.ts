import type { Clock } from '../clock.ts';
import type { Hold } from './store.ts';

/** The sends that this process holds, renewed for as long as it does. */
export interface Holds extends Disposable {
  add(hold: Hold): void;
  remove(hold: Hold): void;
}

export function createHolds({
  clock,
  everyMs,
  renew,
}: {
  clock: Clock;
  everyMs: number;
  renew(hold: Hold): Promise<void>;
}): Holds {
  const timers = new Map<string, () => void>();

  function schedule(hold: Hold): void {
    const renewNow = async () => {
      // One that cannot be renewed runs out, and counts as unconfirmed: as if this process had died.
      await renew(hold).catch(() => {});
      if (timers.has(hold.token)) schedule(hold);
    };
    timers.set(
      hold.token,
      clock.after(everyMs, () => void renewNow()),
    );
  }

  function remove({ token }: Pick<Hold, 'token'>): void {
    timers.get(token)?.();
    timers.delete(token);
  }

  return {
    add: schedule,
    remove,
    [Symbol.dispose]() {
      for (const token of timers.keys()) remove({ token });
    },
  };
}
