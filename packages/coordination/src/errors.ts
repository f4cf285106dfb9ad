/** The budget of an API key cannot serve in time. */
export class BudgetExhausted extends Error {
  override readonly name = 'BudgetExhausted';
  /** When a slot, or the whole plan, would be served at the earliest; undefined for a plan larger than the budget itself. */
  readonly retryAfterMs: number | undefined;

  constructor(retryAfterMs: number | undefined) {
    super('The request budget is exhausted');
    this.retryAfterMs = retryAfterMs;
  }
}

/** The store that replicas, or a process and its successor, agree by is gone, full or read-only. `cause` says which. */
export class CoordinationUnavailable extends Error {
  override readonly name = 'CoordinationUnavailable';
}
