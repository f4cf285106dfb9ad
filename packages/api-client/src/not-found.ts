import { ApiStatusError } from './errors.ts';

/** A 404 in the API's own envelope names a missing row; one without a reason is the router's: it has no such route. */
export function isUnknownRoute(error: unknown): boolean {
  if (!(error instanceof ApiStatusError)) return false;
  return error.status === 405 || (error.status === 404 && !error.isFromApi);
}

/** A read by id of what does not exist is null, not a failure. Only the API itself can say so: any other 404 is a failure. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiStatusError && error.status === 404 && error.isFromApi) return null;
    throw error;
  }
}
