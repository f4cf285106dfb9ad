import { ApiStatusError } from './errors.ts';

/** A read by id of what does not exist (404) is null, not a failure. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiStatusError && error.status === 404) return null;
    throw error;
  }
}
