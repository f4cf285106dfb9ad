/** Node's own limit. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The sandbox's own time. Sends, the request limit and the `Date` header use it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Now, as the upstream writes it. */
  timestamp(): string;
  /** Moves time on and runs the tasks that become due, each at its own time. */
  advance(ms: number): void;
  /** Runs the task when this time has passed. */
  after(delayMs: number, task: () => void): void;
  /** Removes all tasks and goes back to the start. */
  reset(): void;
}

/** A clock that starts at `startMs`. It stands still until it is advanced, or follows real time if `ticking`. */
export function createClock({ startMs, ticking }: { startMs: number; ticking: boolean }): Clock {
  const agenda = createAgenda();
  let bornAt = performance.now();
  let advanced = 0;
  let timer: NodeJS.Timeout | undefined;
  const now = () => Math.floor(startMs + advanced + (ticking ? performance.now() - bornAt : 0));

  /** Sets the one timer to the next task. It does not keep the process alive. */
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

/** Tasks by time; those of the same time in the order in which they were added. */
interface Agenda {
  add(task: Task): void;
  nextAt(): number | undefined;
  /** Removes and returns the first task that is due by then. */
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

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Writes an instant as the upstream does: UTC, microseconds, Z. `micros` is the part below a millisecond. */
export function toTimestamp(ms: number, micros = 0): string {
  return new Date(ms).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

/** Microseconds since the epoch, or null for what is no timestamp. Reads the upstream's form, ISO 8601 and bare dates. UTC is the default. */
export function fromTimestamp(text: string): number | null {
  const match = TIMESTAMP.exec(text);
  if (match === null) return null;
  const [, date, time = '00:00', fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}
