import { randomUUID } from 'node:crypto';
import type { Begun, Observer, Send, SendLedger, SendReport, SendRequest } from '@getsales-gateway/api-client';
import type { Clock } from '../clock.ts';
import { toDigest } from '../digest.ts';
import { createHolds } from './holds.ts';
import { holdSend } from './send.ts';
import type { Hold, SendStore } from './store.ts';
import { createWaitingRoom } from './waiting-room.ts';

export interface LedgerOptions {
  store: SendStore;
  clock: Clock;
  leaseMs: number;
  observer?: Observer | undefined;
}

/** How soon to ask again for a send that another replica holds. */
const POLL_MS = 250;

/** The ledger over a store: the waiting, and the keeping of what is held. */
export function createLedger({ store, clock, leaseMs, observer }: LedgerOptions): SendLedger {
  const holds = createHolds({ clock, everyMs: leaseMs / 3, renew: store.renew });
  const waiting = createWaitingRoom(clock);

  async function begin(request: SendRequest): Promise<Begun> {
    const hold = toHold(request);
    const deadline = clock.now() + request.maxWaitMs;
    for (;;) {
      const answer = await store.begin(hold);
      if (answer.kind === 'started' || answer.kind === 'unconfirmed') {
        return { ...answer, send: holdSend(hold, { store, holds, waiting }) };
      }
      if (answer.kind !== 'wait') return answer;
      const leftMs = deadline - clock.now();
      if (leftMs <= 0) return { kind: 'busy' };
      request.signal?.throwIfAborted();
      await waiting.wait(hold.thread, Math.min(leftMs, POLL_MS), request.signal);
    }
  }

  return {
    begin: observer ? reported(begin, observer) : begin,
    check: store.check,
    async [Symbol.asyncDispose]() {
      holds[Symbol.dispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Reports what is recorded, once it is recorded. */
function reported(begin: SendLedger['begin'], observer: Observer): SendLedger['begin'] {
  return async (request) => {
    const report = { account: request.account, hasKey: request.key !== undefined };
    const begun = await begin(request);
    if (begun.kind === 'started') observer.sendRecorded?.(report);
    if (begun.kind === 'replay') observer.sendReplayed?.(report);
    return 'send' in begun ? { ...begun, send: reportedSend(begun.send, observer, report) } : begun;
  };
}

function reportedSend(send: Send, observer: Observer, report: SendReport): Send {
  return {
    ...send,
    async sent(uuid) {
      await send.sent(uuid);
      observer.sendConfirmed?.(report);
    },
    async refused() {
      await send.refused();
      observer.sendRefused?.(report);
    },
    async unconfirmed(aheadMs) {
      await send.unconfirmed(aheadMs);
      observer.sendUnconfirmed?.(report);
    },
  };
}

/** Whatever the caller has hashed already is hashed again, so that nothing is stored in the clear. */
function toHold(request: SendRequest): Hold {
  const { account, subject = '', key, fingerprint, leadUuid, senderProfileUuid, attemptedAt, isDated } = request;
  return {
    id: key === undefined ? randomUUID() : toDigest(['send', account, subject, key]),
    account: toDigest(['account', account]),
    thread: toDigest(['thread', account, leadUuid, senderProfileUuid]),
    fingerprint: toDigest(['input', fingerprint, leadUuid, senderProfileUuid]),
    token: randomUUID(),
    attemptedAt,
    isDated,
  };
}
