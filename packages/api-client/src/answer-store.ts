import type { Seal } from './seal.ts';

/** Where the answer to one question of one caller is kept. */
export interface AnswerPlace {
  /** Whose it is: a hash of API key and team. */
  scope: string;
  question: string;
  /** A store outside this process holds nothing of an answer but what this makes of it. */
  seal: Seal;
  /** How long it may be of use; what is older goes by itself. */
  keepMs: number;
}

export interface FoundAnswer {
  kept?: { answer: unknown; ageMs: number } | undefined;
  /** Changes whenever the place is emptied: who found another one must not share a read. */
  version: string;
  /** Keeps the answer of a read that began after this was found, unless the place was emptied since. Nobody need wait for it. */
  keep(answer: unknown): void;
}

/** Port: where answers of small collections are kept, for all replicas or for this process alone. Nothing rejects: a store that is lost keeps what it can. */
export interface AnswerStore {
  find(place: AnswerPlace): Promise<FoundAnswer>;
  /** Empties one place; what is being read for it now is not kept either. */
  drop(place: AnswerPlace): Promise<void>;
  /** Empties all places of a scope, in the same way. */
  empty(scope: string): Promise<void>;
}
