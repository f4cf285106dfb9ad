import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { toDigest } from '../digest.ts';
import { CoordinationUnavailable } from '../errors.ts';
import type { Begun, Send, SendLedger, SendRequest } from '../ports.ts';
import { createHolds } from './holds.ts';
import type { Hold, SendStore } from './store.ts';
import { createWaitingRoom } from './waiting-room.ts';

export interface LedgerOptions {
  store: SendStore;
  clock: Clock;
  leaseMs: number;
}

/** How soon to ask again for a send that another replica holds. */
const POLL_MS = 250;

/** The ledger over a store: the waiting, and the keeping of what is held. */
export function createLedger({ store, clock, leaseMs }: LedgerOptions): SendLedger {
  const holds = createHolds({ clock, everyMs: leaseMs / 3, renew: store.renew });
  const waiting = createWaitingRoom(clock);

  function toSend(hold: Hold): Send {
    holds.add(hold);
    const settle = async (record: () => Promise<void>) => {
      // First, so that no renewal comes after the end. What cannot be recorded runs out, and counts as unconfirmed.
      holds.remove(hold);
      await record().finally(() => waiting.wake(hold.thread));
    };
    return {
      async attempt(attemptedAt) {
        const isHeld = await store.attempt(hold, attemptedAt);
        if (!isHeld) throw new CoordinationUnavailable('The send is held by another caller by now');
      },
      claim: (uuid) => store.claim(hold, uuid),
      sent: (uuid) => settle(() => store.sent(hold, uuid)),
      refused: () => settle(() => store.refused(hold)),
      unconfirmed: () => settle(() => store.unconfirmed(hold)),
    };
  }

  return {
    check: store.check,
    async begin(request): Promise<Begun> {
      const hold = toHold(request);
      const deadline = clock.now() + request.maxWaitMs;
      for (;;) {
        const answer = await store.begin(hold);
        if (answer.kind === 'started') return { kind: 'started', send: toSend(hold) };
        if (answer.kind === 'unconfirmed') return { ...answer, send: toSend(hold) };
        if (answer.kind !== 'wait') return answer.kind === 'replay' ? answer : { kind: 'conflict' };
        const leftMs = deadline - clock.now();
        if (leftMs <= 0) return { kind: 'busy' };
        request.signal?.throwIfAborted();
        await waiting.wait(hold.thread, Math.min(leftMs, POLL_MS), request.signal);
      }
    },
    async [Symbol.asyncDispose]() {
      holds[Symbol.dispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Whatever the caller has hashed already is hashed again, so that nothing is stored in the clear. */
function toHold(request: SendRequest): Hold {
  const { account, subject = '', key, fingerprint, leadUuid, senderProfileUuid, attemptedAt } = request;
  return {
    id: key === undefined ? randomUUID() : toDigest(['send', account, subject, key]),
    account: toDigest(['account', account]),
    thread: toDigest(['thread', account, leadUuid, senderProfileUuid]),
    fingerprint: toDigest(['input', fingerprint, leadUuid, senderProfileUuid]),
    token: randomUUID(),
    attemptedAt,
  };
}
