import { ApiBudgetError } from '../errors.ts';

/** One of those who wait for a read. */
export interface Caller {
  signal: AbortSignal | undefined;
  /** What its operation has left of its time. */
  timeLeftMs: () => number;
}

/** Starts a read. Its time is that of the caller who has the most left. */
export type StartRead = (read: { signal: AbortSignal; timeLeftMs: () => number }) => Promise<unknown>;

/** Reads under way, by whose they are and what they ask. */
export interface InFlight {
  /**
   * The answer of an equal read of the same `scope` that is under way, or else of `start`. Each caller's abort is its own: the
   * read is aborted when the last caller has left. Where the budget refuses a read that another caller started with less time,
   * this caller starts it again.
   */
  join(scope: string, key: string, caller: Caller, start: StartRead): Promise<unknown>;
  /** Reads under way in `scope` are not joined any more: a write has ended, and they began before it. */
  forget(scope: string): void;
}

interface Flight {
  answer: Promise<unknown>;
  callers: Set<Caller>;
  controller: AbortController;
}

/**
 * In place of an answer that is there. A `Map` that changes often leaves old tables behind, which know its flights until the next
 * full garbage collection: whole answers would live on with them.
 */
const LANDED = Promise.resolve();

export function createInFlight(): InFlight {
  const scopes = new Map<string, Map<string, Flight>>();

  function take(scope: string, key: string, first: Caller, start: StartRead): Flight {
    const flights = scopes.get(scope) ?? new Map<string, Flight>();
    const controller = new AbortController();
    const callers = new Set([first]);
    const answer = start({ signal: controller.signal, timeLeftMs: () => longestOf(callers) });
    const flight = { answer, callers, controller };
    const land = () => {
      flight.answer = LANDED;
      if (flights.get(key) === flight) flights.delete(key);
      if (flights.size === 0 && scopes.get(scope) === flights) scopes.delete(scope);
    };
    flight.answer.then(land, land);
    controller.signal.addEventListener('abort', land);
    scopes.set(scope, flights.set(key, flight));
    return flight;
  }

  function join(scope: string, key: string, caller: Caller, start: StartRead): Promise<unknown> {
    const underWay = scopes.get(scope)?.get(key);
    if (!underWay) return ride(take(scope, key, caller, start), caller);
    const hasMoreTime = longestOf(underWay.callers) < caller.timeLeftMs();
    const answer = ride(underWay, caller);
    if (!hasMoreTime) return answer;
    return answer.catch((error: unknown) => {
      if (!(error instanceof ApiBudgetError) || caller.signal?.aborted) throw error;
      return join(scope, key, caller, start);
    });
  }

  return { join, forget: (scope) => void scopes.delete(scope) };
}

function longestOf(callers: Set<Caller>): number {
  let longest = 0;
  for (const { timeLeftMs } of callers) longest = Math.max(longest, timeLeftMs());
  return longest;
}

function ride(flight: Flight, caller: Caller): Promise<unknown> {
  const { signal } = caller;
  flight.callers.add(caller);
  if (!signal) return flight.answer;
  return new Promise((resolve, reject) => {
    const leave = () => {
      flight.callers.delete(caller);
      if (flight.callers.size === 0) flight.controller.abort(signal.reason);
      reject(signal.reason);
    };
    const arrive = () => signal.removeEventListener('abort', leave);
    signal.addEventListener('abort', leave, { once: true });
    flight.answer.then(
      (answer) => {
        arrive();
        resolve(answer);
      },
      (error) => {
        arrive();
        reject(error);
      },
    );
  });
}
