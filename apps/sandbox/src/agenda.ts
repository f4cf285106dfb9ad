interface Task {
  /** Milliseconds since the epoch. */
  at: number;
  run: () => void;
}

/** What is to be done when; what is due at the same time is done in the order in which it was added. */
export interface Agenda {
  add(task: Task): void;
  nextAt(): number | undefined;
  /** Takes the first task that is due by then, if there is one. */
  takeDue(until: number): Task | undefined;
  clear(): void;
}

export function createAgenda(): Agenda {
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
