import { toTimestamp } from './timestamp.ts';

/** The sandbox's own time. Sends, the request limit and the `Date` header go by it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Now, as the upstream writes it. */
  timestamp(): string;
  /** Moves time on and does what falls due on the way, each at its own time. */
  advance(ms: number): void;
  /** Does something when the time has come. */
  after(delayMs: number, task: () => void): void;
  /** Forgets every task and goes back to the start. */
  reset(): void;
}

interface Task {
  at: number;
  run: () => void;
}

/** A clock that stands still at `startMs` until it is advanced or, when `ticking`, follows real time from there. */
export function createClock({ startMs, ticking }: { startMs: number; ticking: boolean }): Clock {
  let bornAt = performance.now();
  let advanced = 0;
  let tasks: Task[] = [];
  let timer: NodeJS.Timeout | undefined;
  const now = () => Math.floor(startMs + advanced + (ticking ? performance.now() - bornAt : 0));

  /** Runs what is due until `until`; a task may add further ones. */
  function runDue(until: number): void {
    for (let next = tasks[0]; next !== undefined && next.at <= until; next = tasks[0]) {
      tasks.shift();
      if (next.at > now()) advanced += next.at - now();
      next.run();
    }
  }

  /** One timer, for the next task. It never keeps the process alive. */
  function arm(): void {
    clearTimeout(timer);
    const [next] = tasks;
    if (!ticking || next === undefined) return;
    timer = setTimeout(wake, Math.max(0, Math.min(next.at - now(), 2 ** 31 - 1)));
    timer.unref();
  }

  function wake(): void {
    runDue(now());
    arm();
  }

  return {
    now,
    timestamp: () => toTimestamp(now()),
    advance(ms) {
      const until = now() + ms;
      runDue(until);
      advanced += Math.max(0, until - now());
      arm();
    },
    after(delayMs, run) {
      const at = now() + delayMs;
      const place = tasks.findIndex((task) => task.at > at);
      tasks.splice(place === -1 ? tasks.length : place, 0, { at, run });
      arm();
    },
    reset() {
      tasks = [];
      advanced = 0;
      bornAt = performance.now();
      arm();
    },
  };
}
