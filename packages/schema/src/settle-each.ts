/** Loads each by itself: what fails is an error in its own place only. */
export async function settleEach<T>(
  uuids: readonly string[],
  load: (uuid: string) => Promise<T | null>,
): Promise<(T | Error | null)[]> {
  const outcomes = await Promise.allSettled(uuids.map(load));
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : toError(outcome.reason)));
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Not an error', { cause: reason });
}
