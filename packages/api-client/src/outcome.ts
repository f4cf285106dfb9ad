import {
  ApiBlockedError,
  ApiBodyError,
  ApiBudgetError,
  ApiConnectionError,
  ApiError,
  ApiStatusError,
  ApiTimeoutError,
} from './errors.ts';

/** True if the upstream refused the write or never received it. False where it may have done it. */
export function isDefinite(error: unknown, signal: AbortSignal | undefined): boolean {
  if (error instanceof ApiStatusError) return error.status >= 400 && error.status < 500 && error.status !== 408;
  if (error instanceof ApiTimeoutError || error instanceof ApiConnectionError) return error.isUnsent;
  // A caller's leaving stops what has not left yet, and nothing else.
  if (error instanceof ApiBlockedError) return true;
  return error instanceof ApiBudgetError || (signal?.aborted === true && error === signal.reason) || isAbort(error);
}

/** Whether the upstream failed. An operator should see it, even if the caller still gets an answer. */
export function isUpstreamFailure(error: unknown): boolean {
  if (error instanceof ApiStatusError) return error.status >= 500;
  const kinds = [ApiBlockedError, ApiBodyError, ApiConnectionError, ApiTimeoutError];
  return kinds.some((kind) => error instanceof kind);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Handler for reads that are tried: their failure means that nothing is known. */
export function ignoreApiError(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
}

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
