import { ApiError } from '../errors.ts';

/** Events came faster than this listener read them. */
export class LiveTooSlowError extends ApiError {
  override readonly name = 'LiveTooSlowError';
}

/** Too much has happened since the cursor. */
export class LiveTooFarBackError extends ApiError {
  override readonly name = 'LiveTooFarBackError';
}
