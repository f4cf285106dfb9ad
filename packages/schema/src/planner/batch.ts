import { ApiStatusError, type Findings } from '@getsales-gateway/api-client';

/** Statuses by which this upstream refuses a filter that it does not know. */
const REFUSALS = [400, 404, 405, 422, 500];

/** What one batched answer held, and what it showed of its filter: honoured, ignored, or nothing yet. */
export interface Batched<T> {
  answer: T;
  isHonoured: boolean | undefined;
}

/**
 * Asks by several values at once, where that is known or may be hoped to work; otherwise, and where the upstream refuses the
 * filter, the answer is `undefined`. What the answer shows is remembered for all callers of this upstream. A refusal shows
 * nothing: it may have been the upstream's bad moment.
 */
export async function tryBatch<T>(
  findings: Findings,
  name: string,
  ask: (isProven: boolean) => Promise<Batched<T>>,
): Promise<T | undefined> {
  const isProven = findings.batches.get(name);
  if (isProven === false) return undefined;
  try {
    const { answer, isHonoured } = await ask(isProven === true);
    if (isHonoured !== undefined) findings.batches.set(name, isHonoured);
    return answer;
  } catch (error) {
    if (error instanceof ApiStatusError && REFUSALS.includes(error.status)) return undefined;
    throw error;
  }
}
