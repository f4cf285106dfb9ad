import { BudgetExhausted, type Priority, type SlotRequest } from '@getsales-gateway/api-client';
import type { Clock } from '../clock.ts';
import { createForecast, type Forecast, kindOf, type Occupancy, type SlotKind } from './forecast.ts';
import type { Budget, LoggedSlot, SlotLog } from './slot-log.ts';

/** The requests of one key that wait for slots. */
export interface KeyQueue {
  join(request: SlotRequest): Promise<LoggedSlot>;
  /** Tells that slots may have become free, or that the pace has changed. */
  recheck(): void;
  /** Those who wait, in the order of service. */
  inOrder(): Turn[];
}

export interface KeyQueueOptions {
  key: string;
  log: SlotLog;
  clock: Clock;
  budget: Budget;
  /** Most requests that may wait. Of more, the last in order are refused. */
  maxQueued: number;
  /** Called when the queue is empty. */
  onEmpty(): void;
}

/** A request that waits. */
interface Waiter extends Turn {
  deadline: number;
  grant(slot: LoggedSlot): void;
  refuse(reason: unknown): void;
}

interface QueueState extends KeyQueueOptions {
  turns: FairTurns<Waiter>;
  /** What the log said last, and when; undefined when that is no longer true. */
  seen: { at: number; occupancy: Occupancy } | undefined;
  rechecks: number;
  isServing: boolean;
  stopTimer(): void;
}

export function createKeyQueue(options: KeyQueueOptions): KeyQueue {
  const { clock } = options;
  const turns = createFairTurns<Waiter>();
  const queue: QueueState = { ...options, turns, seen: undefined, rechecks: 0, isServing: false, stopTimer() {} };
  return {
    join: (request) => wait(queue, request, clock.now() + request.maxWaitMs),
    recheck: () => recheck(queue),
    inOrder: turns.inOrder,
  };
}

/** Waits for a slot until it is granted or refused, or until the caller leaves. */
function wait(queue: QueueState, { caller, priority, signal }: SlotRequest, deadline: number): Promise<LoggedSlot> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      queue.turns.remove(waiter);
      void serve(queue);
      reject(signal?.reason);
    };
    const settle = <T>(end: (value: T) => void) => {
      return (value: T) => {
        signal?.removeEventListener('abort', leave);
        end(value);
      };
    };
    const waiter: Waiter = { caller, priority, deadline, grant: settle(resolve), refuse: settle(reject) };
    signal?.addEventListener('abort', leave, { once: true });
    queue.turns.add(waiter);
    void serve(queue);
  });
}

function recheck(queue: QueueState): void {
  queue.rechecks++;
  queue.seen = undefined;
  void serve(queue);
}

/** Serves waiting requests until the queue is empty or the next slot is not free yet. */
async function serve(queue: QueueState): Promise<void> {
  const { turns, clock, onEmpty } = queue;
  if (queue.isServing) return;
  queue.isServing = true;
  queue.stopTimer();
  // No `await` comes between the last look at the turns and `isServing = false`.
  try {
    for (;;) {
      const waitMs = rejectUnservable(queue);
      const first = turns.first();
      if (!first) return onEmpty();
      if (waitMs > 0) {
        queue.stopTimer = clock.after(waitMs, () => recheck(queue));
        return;
      }
      await askFor(kindOf(first.priority), queue);
    }
  } catch (error) {
    refuseAll(queue, error);
  } finally {
    queue.isServing = false;
  }
}

/** Refuses those who cannot be served in time or are too many, and tells how long the first of the others has to wait. */
function rejectUnservable({ turns, seen, clock, budget, maxQueued }: QueueState): number {
  if (!seen) return 0;
  const now = clock.now();
  const forecast = createForecast(seen.occupancy, budget.windowMs);
  const waits: number[] = [];
  for (const waiter of turns.inOrder()) {
    const kind = kindOf(waiter.priority);
    const waitMs = Math.max(0, seen.at + forecast.waitFor(kind) - now);
    if (waits.length === maxQueued || now + waitMs > waiter.deadline) {
      turns.remove(waiter);
      waiter.refuse(new BudgetExhausted(Math.max(1, Math.ceil(waitMs))));
    } else {
      forecast.use(kind);
      waits.push(waitMs);
    }
  }
  return waits[0] ?? 0;
}

/** Asks the log for a slot for the kind of request that is first now, and gives it to the one that is first then. */
async function askFor(kind: SlotKind, queue: QueueState): Promise<void> {
  const { log, key, clock, turns, rechecks } = queue;
  const taken = await log.take(key, kind);
  if ('occupancy' in taken) {
    // What changed while the log was asked may not be in the answer.
    queue.seen = rechecks === queue.rechecks ? { at: clock.now(), occupancy: taken.occupancy } : undefined;
    return;
  }
  queue.seen = undefined;
  const next = turns.first();
  if (next && kindOf(next.priority) === kind) {
    turns.serve(next);
    next.grant(taken.slot);
  } else taken.slot.finish();
}

function refuseAll({ turns, onEmpty }: QueueState, reason: unknown): void {
  for (const waiter of turns.inOrder()) {
    turns.remove(waiter);
    waiter.refuse(reason);
  }
  onEmpty();
}

/** Ms until the last of a plan's requests could start, behind and between those who wait already. */
export function waitForAll(forecast: Forecast, waiting: Turn[], plan: Turn, requests: number): number {
  const planned = Array.from({ length: requests }, () => ({ caller: plan.caller, priority: plan.priority }));
  const turns = createFairTurns<Turn>();
  for (const turn of [...waiting, ...planned]) turns.add(turn);
  const last = planned.at(-1);
  for (const turn of turns.inOrder()) {
    const waitMs = forecast.waitFor(kindOf(turn.priority));
    if (turn === last) return waitMs;
    forecast.use(kindOf(turn.priority));
  }
  return 0;
}

export interface Turn {
  caller: string;
  priority: Priority;
}

const PRIORITIES = ['mutation', 'interactive', 'background'] as const;

/** Those who wait: by priority, and within one priority the callers in turn. */
export interface FairTurns<T extends Turn> {
  add(turn: T): void;
  remove(turn: T): void;
  /** Removes the turn. The next turn of its caller waits until every other caller was served. */
  serve(turn: T): void;
  first(): T | undefined;
  inOrder(): T[];
}

export function createFairTurns<T extends Turn>(): FairTurns<T> {
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
