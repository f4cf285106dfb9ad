import { ApiError } from '../errors.ts';

/** Who goes first when the budget is short: mutations, then what a caller waits for, then bulk work and prefetches. */
export type Priority = 'mutation' | 'interactive' | 'background';

/** One upstream request that wants to leave. */
export interface SlotRequest {
  /** SHA-256 of the API key whose budget it is. */
  key: string;
  /** Whose turn it takes: waiting callers of one priority are served in turn, however much each of them asks. */
  caller: string;
  priority: Priority;
  /** The shorter of `UPSTREAM_MAX_WAIT_MS` and what is left of the operation's time. */
  maxWaitMs: number;
  /** Leaves the queue when it aborts; `acquire` then rejects with its reason. */
  signal?: AbortSignal | undefined;
}

/** How a request ended. `status` is null when no answer came: a time-out, a broken connection. */
export interface SlotOutcome {
  status: number | null;
  /** From `Retry-After`. */
  retryAfterMs?: number | undefined;
}

/** The right to make one upstream request now. It is used until 60 s after its release, so it must be released. */
export interface Slot {
  /** Ends the request. Without an outcome the request never left, and the slot is free at once. Only the first call counts. */
  release(outcome?: SlotOutcome): void;
}

/** How an API key stands with its budget. */
export interface BudgetStanding {
  /** Requests per minute. */
  limit: number;
  /** Requests that may leave now; 0 while the upstream has shut the key. */
  remaining: number;
  /** Epoch ms at which the whole budget is free again, if nothing more is asked; null when it is free now. */
  resetAt: number | null;
}

/** Port: what keeps an API key within its requests per minute, in any 60 s, whichever instant the upstream counts. */
export interface RequestBudget extends AsyncDisposable {
  /** The limit, for messages that explain a refusal. */
  readonly requestsPerMinute: number;
  /** @throws {BudgetExhausted} at once, when the wait cannot be met. */
  acquire(request: SlotRequest): Promise<Slot>;
  /**
   * Asks before its first request whether a plan can start all its requests in time. Holds nothing: who comes between
   * the question and the requests stands in the same queue.
   *
   * @throws {BudgetExhausted} when it cannot.
   */
  afford(plan: Omit<SlotRequest, 'signal'>, requests: number): Promise<void>;
  /** How the key, by its SHA-256, stands now. Costs no request. */
  standing(key: string): Promise<BudgetStanding>;
}

/** The budget of an API key cannot serve in time. */
export class BudgetExhausted extends ApiError {
  override readonly name = 'BudgetExhausted';
  /** When a slot, or the whole plan, would be served at the earliest; undefined for a plan larger than the budget itself. */
  readonly retryAfterMs: number | undefined;

  constructor(retryAfterMs: number | undefined) {
    super('The request budget is exhausted');
    this.retryAfterMs = retryAfterMs;
  }
}
