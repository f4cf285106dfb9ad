import type { Priority } from '@getsales-gateway/api-client';

export interface Turn {
  caller: string;
  priority: Priority;
}

const PRIORITIES = ['mutation', 'interactive', 'background'] as const;

/** Those who wait: by priority, and within one priority the callers in turn. */
export interface FairQueue<T extends Turn> {
  add(turn: T): void;
  remove(turn: T): void;
  /** Removes the turn, and lets its caller's next one wait until every other caller was served. */
  serve(turn: T): void;
  first(): T | undefined;
  inOrder(): T[];
}

export function createFairQueue<T extends Turn>(): FairQueue<T> {
  const rows: Record<Priority, Map<string, T[]>> = {
    mutation: new Map(),
    interactive: new Map(),
    background: new Map(),
  };

  function remove(turn: T): void {
    const row = rows[turn.priority];
    const left = row.get(turn.caller)?.filter((other) => other !== turn) ?? [];
    if (left.length > 0) row.set(turn.caller, left);
    else row.delete(turn.caller);
  }

  return {
    remove,
    add(turn) {
      const row = rows[turn.priority];
      const turns = row.get(turn.caller);
      if (turns) turns.push(turn);
      else row.set(turn.caller, [turn]);
    },
    serve(turn) {
      remove(turn);
      const row = rows[turn.priority];
      const left = row.get(turn.caller);
      if (!left) return;
      row.delete(turn.caller);
      row.set(turn.caller, left);
    },
    first() {
      const row = PRIORITIES.map((priority) => rows[priority]).find(({ size }) => size > 0);
      return row?.values().next().value?.[0];
    },
    inOrder: () => PRIORITIES.flatMap((priority) => inTurn([...rows[priority].values()])),
  };
}

/** The first of each row, then the second of each, and so on. */
function inTurn<T>(rows: T[][]): T[] {
  const rounds = rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  return Array.from({ length: rounds }, (_, round) => rows.flatMap((row) => row.slice(round, round + 1))).flat();
}
