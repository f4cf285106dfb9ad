import { ApiTimeoutError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import type { RequestOptions } from '../request.ts';

/** What an operation that takes many requests knows of its time. */
export type Time = Pick<RequestOptions, 'signal' | 'timeLeftMs'> & { upstream: { timeoutMs: number } };

/** What reading back takes. */
const READ_BACK_MS = 2_000;

/** Whether a lost answer could no longer be read back. Where the operation's time is short at all, half of it is used. */
export function shortage({ timeLeftMs = () => Number.POSITIVE_INFINITY, upstream }: Time): () => boolean {
  const neededMs = Math.min(upstream.timeoutMs + READ_BACK_MS, timeLeftMs() / 2);
  return () => timeLeftMs() < neededMs;
}

export function outOfTime(operation: Operation): ApiTimeoutError {
  return new ApiTimeoutError("The operation's time is over", operation, { isUnsent: true });
}
