interface Flight {
  answer: Promise<unknown>;
  callers: number;
  controller: AbortController;
}

/** Reads under way, by whose they are and what they ask. */
export interface InFlight {
  /**
   * The answer of an equal read of the same `scope` that is under way, or else of `start`. Each caller's abort is its own: the
   * read is aborted when the last caller has left.
   */
  join(
    scope: string,
    key: string,
    signal: AbortSignal | undefined,
    start: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<unknown>;
  /** Lets nobody join what is under way in `scope`: a write has ended, and these reads began before. */
  forget(scope: string): void;
}

/**
 * In place of an answer that is there. A `Map` that changes often leaves old tables behind, which know its flights until the next
 * full garbage collection: whole answers would live on with them.
 */
const LANDED = Promise.resolve();

export function createInFlight(): InFlight {
  const scopes = new Map<string, Map<string, Flight>>();

  function board(scope: string, key: string, start: (signal: AbortSignal) => Promise<unknown>): Flight {
    const flights = scopes.get(scope) ?? new Map<string, Flight>();
    const underWay = flights.get(key);
    if (underWay) return underWay;
    const controller = new AbortController();
    const flight = { answer: start(controller.signal), callers: 0, controller };
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

  return {
    join: (scope, key, signal, start) => ride(board(scope, key, start), signal),
    forget: (scope) => void scopes.delete(scope),
  };
}

function ride(flight: Flight, signal: AbortSignal | undefined): Promise<unknown> {
  flight.callers++;
  if (!signal) return flight.answer;
  return new Promise((resolve, reject) => {
    const leave = () => {
      if (--flight.callers === 0) flight.controller.abort(signal.reason);
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
