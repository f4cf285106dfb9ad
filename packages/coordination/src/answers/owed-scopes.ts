/** The oldest is forgotten beyond this. */
const MAX_OWED = 10_000;

/** Scopes that could not be emptied when it was time. */
export interface OwedScopes {
  add(scope: string): void;
  /** Empties them all; rejects, and still owes the rest, when one cannot be. */
  settle(): Promise<void>;
}

export function createOwedScopes(empty: (scope: string) => Promise<unknown>): OwedScopes {
  const owed = new Set<string>();

  function add(scope: string): void {
    owed.add(scope);
    const [oldest = scope] = owed;
    if (owed.size > MAX_OWED) owed.delete(oldest);
  }

  async function settleOne(scope: string): Promise<void> {
    // What is owed from now on comes after this.
    owed.delete(scope);
    await empty(scope).catch((error: unknown) => {
      add(scope);
      throw error;
    });
  }

  return {
    add,
    async settle() {
      while (owed.size > 0) await Promise.all([...owed].map(settleOne));
    },
  };
}
