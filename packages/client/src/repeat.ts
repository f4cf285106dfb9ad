import type { Operation } from './document.ts';
import { type Answer, type AnswerError, NoAnswerError, retryAfterMs } from './errors.ts';

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5_000;

/** How long to wait before the operation is asked again; undefined where it must not be, or where that is no use. */
export function pauseBeforeRepeat(
  operation: Operation,
  variables: object,
  outcome: Answer<unknown> | NoAnswerError,
  failures: number,
): number | undefined {
  const isSafe = operation.kind === 'query';
  const isKeyed = hasIdempotencyKey(variables);
  if (outcome instanceof NoAnswerError) {
    const isFinal = outcome.status !== undefined && outcome.status < 500 && outcome.status !== 429;
    return (isSafe || isKeyed) && !isFinal ? backOffMs(failures) : undefined;
  }
  const { errors = [] } = outcome;
  if (isKeyed && errors.some(({ extensions }) => extensions.code === 'COORDINATION_UNAVAILABLE')) {
    return backOffMs(failures);
  }
  if (isKeyed) return retryAfterMs(errors, ['RATE_LIMITED', 'SEND_UNCONFIRMED']);
  return isSafe || isUndone(outcome, errors) ? retryAfterMs(errors, ['RATE_LIMITED']) : undefined;
}

/** Doubles from 0.3 s to 5 s, less a random part, so that many clients do not come back at once. */
export function backOffMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (1 - Math.random() / 2);
}

/** Waits; rejects with the reason when the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const leave = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal?.addEventListener('abort', leave, { once: true });
  });
}

/** A mutation with such a key is carried out once, however often it is sent. */
function hasIdempotencyKey(variables: object): boolean {
  const input: unknown = 'input' in variables ? variables.input : undefined;
  return typeof input === 'object' && input !== null && 'idempotencyKey' in input && Boolean(input.idempotencyKey);
}

/** Whether no field of a mutation was carried out: each was refused because the budget was used up. */
function isUndone({ data }: Answer<unknown>, errors: readonly AnswerError[]): boolean {
  const fields = Object.values(data ?? {});
  return (
    fields.every((field) => field === null) &&
    errors.every(({ path = [], extensions }) => path.length <= 1 && extensions.code === 'RATE_LIMITED')
  );
}
