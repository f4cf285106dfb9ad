import type { Begun, Send, SendLedger, SendRequest } from '@getsales-gateway/api-client';
import type { Terms } from '../src/index.ts';

/** A store, and the processes or replicas on it. */
export interface LedgerWorld extends AsyncDisposable {
  /** Another process. Disposing of it is its death: what it holds stays as it is. */
  start(terms?: Partial<Terms>): Promise<SendLedger>;
  /** Lets every lease run out; with `settled`, also the time in which a stored message may still appear. */
  lapse(options: { settled: boolean }): Promise<void>;
  /** How many sends are stored. */
  count(): Promise<number>;
  /** All that is stored, as text. */
  dump(): Promise<string>;
}

export function toRequest(changes: Partial<SendRequest> = {}): SendRequest {
  return {
    account: 'account',
    key: 'key-1',
    fingerprint: 'Hello!',
    leadUuid: 'lead',
    senderProfileUuid: 'sender',
    attemptedAt: 1_000,
    maxWaitMs: 0,
    ...changes,
  };
}

/** The send that is begun; fails the test when none is. */
export function begun(answer: Begun): Send {
  if (answer.kind !== 'started' && answer.kind !== 'unconfirmed') throw new Error(`not begun but ${answer.kind}`);
  return answer.send;
}

export type StartWorld = () => Promise<LedgerWorld>;

/** A world with one process in it. */
export async function startStage(startWorld: StartWorld) {
  const world = await startWorld();
  const ledger = await world.start();
  return {
    world,
    ledger,
    begin: (changes?: Partial<SendRequest>) => ledger.begin(toRequest(changes)),
    async [Symbol.asyncDispose]() {
      await ledger[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}
