/** Turns failures into values, as a DataLoader takes them, so that one failure does not fail the others. */
export async function settled<T>(answers: readonly (T | Promise<T>)[]): Promise<(T | Error)[]> {
  const outcomes = await Promise.allSettled(answers);
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : toError(outcome.reason)));
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Not an error', { cause: reason });
}
