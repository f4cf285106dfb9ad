import { toTimestamp } from './timestamp.ts';

/** Node's own limit. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

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

/** A clock that stands still at `startMs` until it is advanced or, when `ticking`, follows real time from there. */
export function createClock({ startMs, ticking }: { startMs: number; ticking: boolean }): Clock {
  const agenda = createAgenda();
  let bornAt = performance.now();
  let advanced = 0;
  let timer: NodeJS.Timeout | undefined;
  const now = () => Math.floor(startMs + advanced + (ticking ? performance.now() - bornAt : 0));

  /** One timer, for the next task. It never keeps the process alive. */
  function arm(): void {
    clearTimeout(timer);
    const at = agenda.nextAt();
    if (!ticking || at === undefined) return;
    timer = setTimeout(() => advance(0), Math.max(0, Math.min(at - now(), MAX_TIMEOUT_MS)));
    timer.unref();
  }

  function advance(ms: number): void {
    const until = now() + ms;
    for (let task = agenda.takeDue(until); task !== undefined; task = agenda.takeDue(until)) {
      advanced += Math.max(0, task.at - now());
      task.run();
    }
    advanced += Math.max(0, until - now());
    arm();
  }

  return {
    now,
    advance,
    timestamp: () => toTimestamp(now()),
    after(delayMs, run) {
      agenda.add({ at: now() + delayMs, run });
      arm();
    },
    reset() {
      agenda.clear();
      advanced = 0;
      bornAt = performance.now();
      arm();
    },
  };
}

interface Task {
  /** Milliseconds since the epoch. */
  at: number;
  run: () => void;
}

/** What is to be done when; what is due at the same time is done in the order in which it was added. */
interface Agenda {
  add(task: Task): void;
  nextAt(): number | undefined;
  /** Takes the first task that is due by then, if there is one. */
  takeDue(until: number): Task | undefined;
  clear(): void;
}

function createAgenda(): Agenda {
  let tasks: Task[] = [];
  return {
    add(task) {
      const place = tasks.findIndex(({ at }) => at > task.at);
      tasks.splice(place === -1 ? tasks.length : place, 0, task);
    },
    nextAt: () => tasks[0]?.at,
    takeDue: (until) => (tasks[0] !== undefined && tasks[0].at <= until ? tasks.shift() : undefined),
    clear() {
      tasks = [];
    },
  };
}
