/** Whether it is this replica that asks. */
export type Turn =
  | { kind: 'mine' }
  /** Another replica reads, and found `head` at the top of the log. Empty if it has not reported yet. */
  | { kind: 'others'; head: string; againInMs: number };

/** Port: lets one replica at a time ask for what all of them need. Never rejects: without a shared store each asks for itself. */
export interface PollTurns {
  /** Asks for the turn of a log. The replica that gets it keeps it for `forMs`. */
  take(log: string, forMs: number): Promise<Turn>;
  /** Tells the others what is at the top of a log. */
  tell(log: string, head: string): Promise<void>;
}

const EVERY_TURN: PollTurns = {
  take: () => Promise.resolve({ kind: 'mine' }),
  tell: () => Promise.resolve(),
};

/** How subscriptions learn of what is new. */
export interface LiveSettings {
  /** The longest pause between two reads of a log that somebody listens to. */
  pollMs: number;
  /** Which replica reads. */
  turns: PollTurns;
  /** Is told what an operator should know. */
  warn: (message: string) => void;
}

/** For a process that is alone. */
export const LIVE_DEFAULTS: LiveSettings = { pollMs: 15_000, turns: EVERY_TURN, warn: () => {} };
