import { type ApiError, type ApiStatusError, ApiTimeoutError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import type { RequestOptions } from '../request.ts';
import type { Lead } from '../resources/lead.ts';

/** How one item of many ended. */
export type BulkResult =
  | { kind: 'done'; outcome: 'created' | 'updated' | 'skipped' | 'deleted'; lead?: Lead }
  /** Refused: it was not done. */
  | { kind: 'failed'; error: ApiError }
  /** It may have been done or not: the answer was lost, and what is read back does not tell. */
  | { kind: 'unconfirmed'; error: ApiError }
  /** It was not tried. */
  | { kind: 'notReached'; error: ApiError };

/** What is next for an item that has not ended. */
export type BulkStep =
  | BulkResult
  /** It goes to the upstream in a chunk. */
  | { kind: 'chunk' }
  /** Its effect is to be looked for; `lost` is why no answer came, where none did. */
  | { kind: 'confirm'; lost?: ApiError }
  /** Its effect was looked for and is not there. */
  | { kind: 'undone' }
  /** It goes to the upstream alone; `refused` is why its chunk did not do it. */
  | { kind: 'one'; refused?: ApiError };

/** Work of one kind on many items: in chunks where the upstream has a form for that, else one by one. */
export interface BulkWork<Item> {
  /** What an error names that no single request caused. */
  operation: Operation;
  /** Says before the first request which items are not to be tried. */
  before?(items: readonly Item[]): Promise<readonly BulkStep[]>;
  chunk?: {
    size: number;
    /** False where the upstream is known not to do it. */
    isWorthTrying(): boolean;
    /** What its answers show: whether the upstream does it. */
    learn(isHonoured: boolean): void;
    /** One request for all of them. */
    act(items: readonly Item[]): Promise<readonly BulkStep[]>;
  };
  /** Looks for the effect on items whose answer was lost or proves nothing. */
  confirm(items: readonly Item[]): Promise<readonly BulkStep[]>;
  /** Reads what `one` needs of up to a hundred items. */
  beforeOnes?(items: readonly Item[]): Promise<void>;
  /** Left out where the upstream has no such request. */
  one?(item: Item): Promise<BulkResult>;
  /** What an item changes: items of the same subject go alone in their order. Default: each its own. */
  subjectOf?(item: Item): string | undefined;
  /** Whether an item may be done a second time where the first has no effect yet. */
  isIdempotent: boolean;
  /** Whether all items are asked the same, so that a refusal of the input refuses them all. */
  isSameForAll: boolean;
  /** Whether a refusal of the input concerns its item only, although all are asked the same. Default: never. */
  isOwnRefusal?(error: ApiStatusError): boolean;
}

export interface BulkProgress {
  /** Items that have ended. */
  done: number;
  total: number;
}

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
