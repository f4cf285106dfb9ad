/** Counts what is under way. */
export type Tally = ReturnType<typeof createTally>;

export function createTally() {
  let count = 0;
  let onDone = () => {};
  const leave = () => {
    count -= 1;
    if (count === 0) onDone();
  };
  return {
    /** Returns what to call, once, at the end. */
    enter() {
      count += 1;
      return leave;
    },
    /** Resolves as soon as nothing is under way. */
    done: () =>
      new Promise<void>((resolve) => {
        onDone = resolve;
        if (count === 0) resolve();
      }),
  };
}
