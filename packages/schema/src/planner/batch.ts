import { ApiBodyError, type ApiClient, ApiConnectionError, ApiStatusError } from '@getsales-gateway/api-client';

/** Values of one filter that go into one request. */
export const MAX_VALUES = 100;

/** Statuses by which this upstream refuses a filter that it does not know. */
const REFUSALS = [400, 404, 405, 422, 500];
/** Statuses of a bad moment, which say nothing about the filter. */
const PASSING = [429, 502, 503, 504];

/** How long a filter counts as ignored: one odd answer must not mean single requests for weeks. */
const DOUBT_HOLDS_MS = 10 * 60_000;

/** A batched answer, and what it shows about its filter: honoured, ignored, or (undefined) nothing. */
export interface Batched<T> {
  answer: T;
  isHonoured: boolean | undefined;
}

/** How a filter is asked for: whether it is proven, and whether its refusal is an answer, so that it is not repeated. */
export interface Asking {
  isProven: boolean;
  isProbe: boolean;
}

/** What the planner needs of the client: findings about the upstream, the budget, and what is known to be gone. */
export type Planned = Pick<ApiClient, 'findings' | 'afford' | 'knownGone'>;

/** One filter that may take several values, for one load. What answers show is remembered for all callers of this upstream. */
export type BatchedFilter = ReturnType<typeof batchedFilter>;

/** @param name Key under which the finding about this filter is stored. */
export function batchedFilter({ findings: { batches }, afford }: Pick<Planned, 'findings' | 'afford'>, name: string) {
  const { finding, learn } = findingIn(batches, name);
  let isRefused = false;

  return {
    isProven: () => finding() === true,

    /**
     * Asks by several values, unless the filter is known to be ignored; `undefined` where it is, or is refused. A proven filter
     * that is refused fails like any read: one request for each value would make a bad moment worse. A guess leaves once; where it
     * fails by what passes, it is asked again as an ordinary read.
     */
    async together<T>(ask: (form: Asking) => Promise<Batched<T>>): Promise<T | undefined> {
      const before = finding();
      if (before === false) return undefined;
      const attempt = async (isProbe: boolean) => {
        const { answer, isHonoured } = await ask({ isProven: before === true, isProbe });
        if (isHonoured !== undefined) learn(isHonoured);
        return answer;
      };
      try {
        return await attempt(before !== true).catch((error: unknown) => {
          if (before || !isPassing(error)) throw error;
          return attempt(false);
        });
      } catch (error) {
        if (before || !isRefusal(error)) throw error;
        isRefused = true;
        return undefined;
      }
    },

    /**
     * Asks one by one for the `count` values that were not answered together, or for none where the budget cannot serve them all.
     * After a refused batch, an answer to a single value shows why it was refused: the filter does not take several values.
     */
    alone(count: number): <T>(ask: () => Promise<T>) => Promise<T> {
      const affordable = afford(count);
      return async (ask) => {
        await affordable;
        const answer = await ask();
        if (isRefused && answer !== null) learn(false);
        return answer;
      };
    },

    /** Reads all batches at once. While nothing is known of the filter, one goes first, and its answer decides about the others. */
    inTurn<B, R>([first, ...others]: readonly B[], read: (batch: B) => Promise<R>): Promise<R>[] {
      if (first === undefined) return [];
      const ahead = read(first);
      const start = finding() === undefined ? ahead.catch(() => undefined) : Promise.resolve();
      return [ahead, ...others.map((batch) => start.then(() => read(batch)))];
    },
  };
}

/** Whether the upstream says that it does not know the filter. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && REFUSALS.includes(error.status);
}

function isPassing(error: unknown): boolean {
  if (error instanceof ApiStatusError) return PASSING.includes(error.status);
  return error instanceof ApiConnectionError || error instanceof ApiBodyError;
}

function findingIn(batches: Planned['findings']['batches'], name: string) {
  return {
    /** Whether the filter is honoured; undefined while nothing is known. */
    finding(): boolean | undefined {
      const { isHonoured, holdsUntilMs } = batches.get(name) ?? { holdsUntilMs: 0 };
      return performance.now() < holdsUntilMs ? isHonoured : undefined;
    },
    learn(isHonoured: boolean): void {
      const holdsUntilMs = isHonoured ? Number.POSITIVE_INFINITY : performance.now() + DOUBT_HOLDS_MS;
      batches.set(name, { isHonoured, holdsUntilMs });
    },
  };
}

export function toBatches<V>(values: readonly V[]): V[][] {
  const batches = Map.groupBy(values.entries(), ([index]) => Math.floor(index / MAX_VALUES));
  return [...batches.values()].map((batch) => batch.map(([, value]) => value));
}

/** Turns failures into values, as a DataLoader takes them, so that one failure does not fail the others. */
export async function settled<T>(answers: readonly (T | Promise<T>)[]): Promise<(T | Error)[]> {
  const outcomes = await Promise.allSettled(answers);
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : toError(outcome.reason)));
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Not an error', { cause: reason });
}
