import { isRefusal } from '../planner/batch.ts';

/** Asks by a filter that the upstream may not know; where it refuses that, asks without. */
export function guess<T>(ask: () => Promise<T>, without: () => Promise<T>): Promise<T> {
  return ask().catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    return without();
  });
}
