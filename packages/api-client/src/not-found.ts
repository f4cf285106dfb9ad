import { ApiStatusError } from './errors.ts';

/** A read by id of what does not exist is null, not a failure. Only the API itself can say so: any other 404 is a failure. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiStatusError && error.status === 404 && error.isFromApi) return null;
    throw error;
  }
}
