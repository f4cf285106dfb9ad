import { setTimeout as pause } from 'node:timers/promises';
import { ApiError, ApiRefusedError, ApiStatusError } from '../errors.ts';
import type { UpstreamClock } from '../exchange/upstream-clock.ts';
import { ignoreApiError, isDefinite } from '../outcome.ts';
import type { RequestOptions } from '../request.ts';
import type { Page } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';
import { toEpochMs } from '../wire/timestamp.ts';

type Caller = Pick<RequestOptions, 'signal' | 'timeLeftMs'>;

/** Pauses before each look for the effect of a write: the upstream may do it in the background, or after its connection broke. */
export const LOOKS_MS = [0, 500, 1_500];
/** What one look needs of the operation's time. */
const LOOK_MS = 1_000;
/** The upstream's `Date` counts in seconds. */
const CLOCK_MS = 2_000;

/**
 * Makes a write that is not to be made twice. When its answer is lost, `find` reads whether it was done.
 *
 * @throws the loss, where `find` does not show it: it may have been done or not.
 */
export async function foundIfLost<T>(
  write: () => Promise<T>,
  find: () => Promise<T | undefined>,
  { signal, timeLeftMs = () => Number.POSITIVE_INFINITY }: Caller,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isLost(error, signal)) throw error;
    for (const pauseMs of LOOKS_MS) {
      if (timeLeftMs() < pauseMs + LOOK_MS) break;
      await pause(pauseMs);
      const look = await find().then((found) => ({ found }), ignoreApiError);
      if (look === undefined) break;
      if (look.found !== undefined) return look.found;
    }
    throw error;
  }
}

/** Makes a deletion, and again when its answer is lost: what is gone by then was deleted. @throws {ApiStatusError} 404 */
async function deleteOnce(remove: () => Promise<void>, { signal }: Caller): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isLost(error, signal)) throw error;
    await remove().catch((again: unknown) => {
      if (!(again instanceof ApiStatusError && again.status === 404 && again.isFromApi)) throw again;
    });
  }
}

/** Whether the upstream may have done it all the same. */
function isLost(error: unknown, signal: AbortSignal | undefined): error is ApiError {
  return error instanceof ApiError && !(error instanceof ApiRefusedError) && !isDefinite(error, signal);
}

export interface CreatedRow {
  uuid: string;
  created_at?: string | null;
}

export interface Creation<Row> {
  post(): Promise<Row>;
  /** The rows among which the new one is looked for when the answer is lost. */
  list(window: ListParams): Promise<Page<Row>>;
  /** Whether a row holds what was posted. */
  isSame(row: Row): boolean;
}

/** A row that was asked to be created. */
export interface Created<Row> {
  row: Row;
  /** False where the upstream had it before. */
  isNew: boolean;
}

/** Writes of one caller that are not to be made twice. */
export function writesOf({ upstream: { clock }, ...caller }: Caller & Pick<RequestOptions, 'upstream'>) {
  return {
    deleteOnce: (remove: () => Promise<void>) => deleteOnce(remove, caller),

    foundIfLost: <T>(write: () => Promise<T>, find: () => Promise<T | undefined>) => foundIfLost(write, find, caller),

    /** Creates a row by one request. When its answer is lost, the newest rows tell whether it is there. */
    async create<Row extends CreatedRow>({ post, list, isSame }: Creation<Row>): Promise<Created<Row>> {
      const isNew = newSince(clock);
      const find = async () => {
        const { data } = await list({ limit: 100, offset: 0, order_field: 'created_at', order_type: 'desc' });
        return data.find((row) => isNew(row) && isSame(row));
      };
      const row = await foundIfLost(post, find, caller);
      return { row, isNew: isNew(row) };
    },
  };
}

/** Whether the upstream has made a row since now. True for one that does not show its time. */
export function newSince(clock: UpstreamClock): (row: Pick<CreatedRow, 'created_at'>) => boolean {
  const startedAt = clock.mark();
  return ({ created_at }) => !(toEpochMs(created_at ?? '') < startedAt() - CLOCK_MS);
}
