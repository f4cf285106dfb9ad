import { UnexpectedBody } from '../body.ts';
import { ApiBodyError } from '../errors.ts';
import { mayRetry, type Operation } from '../operation.ts';
import type { RetryBudget } from './retry-budget.ts';

const BODY_TRIES = 3;

/** After a broken 2xx body, what may be repeated is; what reaches the caller is an `ApiBodyError`. */
export async function withBodyTries<T>(
  operation: Operation,
  retryBudget: RetryBudget,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (cause) {
      if (!(cause instanceof UnexpectedBody)) throw cause;
      const mayTry = tries < BODY_TRIES && mayRetry(operation);
      if (!mayTry || !retryBudget.withdraw()) {
        throw new ApiBodyError(`Unusable body, ${cause.message}`, operation, { cause });
      }
    }
  }
}
