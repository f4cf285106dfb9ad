import { randomUUID } from 'node:crypto';
import {
  type Begun,
  CoordinationUnavailable,
  type Observer,
  type Send,
  type SendLedger,
  type SendReport,
  type SendRequest,
} from '@getsales-gateway/api-client';
import type { Clock } from '../clock.ts';
import { toDigest } from '../digest.ts';
import { openKey, sealKey } from './sealed-key.ts';
import type { Lease, SendStore } from './store.ts';

export interface LedgerOptions {
  store: SendStore;
  clock: Clock;
  leaseMs: number;
  observer?: Observer | undefined;
}

/** How soon to ask again for a send that another replica holds. */
const POLL_MS = 250;

/** The ledger over a store: the waiting, the leases, and the reports. */
export function createLedger({ store, clock, leaseMs, observer }: LedgerOptions): SendLedger {
  const renewals = createRenewals({ clock, everyMs: leaseMs / 3, renew: store.renew });
  const waiting = createWaitingRoom(clock);

  async function begin(request: SendRequest): Promise<Begun> {
    const lease = toLease(request);
    const deadline = clock.now() + request.maxWaitMs;
    for (;;) {
      const answer = await store.begin(lease);
      if (answer.kind === 'started' || answer.kind === 'unconfirmed') {
        return { ...answer, send: keepingKey(createSend(lease, { store, renewals, waiting }), lease, request, store) };
      }
      if (answer.kind !== 'wait') return answer;
      const leftMs = deadline - clock.now();
      if (leftMs <= 0) return { kind: 'busy' };
      request.signal?.throwIfAborted();
      await waiting.wait(lease.thread, Math.min(leftMs, POLL_MS), request.signal);
    }
  }

  return {
    async keyOf({ account, subject, uuid }) {
      const sealed = await store.sealedKey(toAccount(account), uuid.toLowerCase());
      return sealed === undefined ? undefined : openKey(sealed, { account, subject });
    },
    begin: observer ? reported(begin, observer) : begin,
    check: store.check,
    async [Symbol.asyncDispose]() {
      renewals[Symbol.dispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Whatever the caller has hashed already is hashed again, so that nothing is stored in the clear. */
function toLease(request: SendRequest): Lease {
  const { account, subject = '', key, fingerprint, leadUuid, senderProfileUuid, channel, attemptedAt = null } = request;
  return {
    id: key === undefined ? randomUUID() : toDigest(['send', account, subject, key]),
    account: toAccount(account),
    thread: toDigest(['thread', account, leadUuid, senderProfileUuid, ...(channel ? [channel] : [])]),
    fingerprint: toDigest(['input', fingerprint, leadUuid, senderProfileUuid]),
    token: randomUUID(),
    attemptedAt,
  };
}

function toAccount(account: string): string {
  return toDigest(['account', account]);
}

/** Stores the key of a message that was sent, for events. A failure to store it does not fail the send. */
function keepingKey(send: Send, lease: Lease, { account, subject, key }: SendRequest, store: SendStore): Send {
  if (key === undefined) return send;
  return {
    ...send,
    async sent(uuid) {
      await send.sent(uuid);
      await store.keepKey(lease, uuid.toLowerCase(), sealKey(key, { account, subject })).catch(() => {});
    },
  };
}

interface Parts {
  store: SendStore;
  renewals: Renewals;
  waiting: WaitingRoom;
}

/** A send that this process leases, until it is settled. */
function createSend(lease: Lease, { store, renewals, waiting }: Parts): Send {
  renewals.start(lease);

  async function settle(record: () => Promise<void>): Promise<void> {
    // First, so that no renewal comes after the end. What cannot be recorded runs out, and counts as unconfirmed.
    renewals.stop(lease);
    await record().finally(() => waiting.wake(lease.thread));
  }

  return {
    async attempt(attemptedAt) {
      const isHeld = await store.attempt(lease, attemptedAt);
      if (!isHeld) throw new CoordinationUnavailable('The send is held by another caller by now');
    },
    claim: (uuid) => store.claim(lease, uuid),
    isOfAnother: (uuid) => store.isOfAnother(lease, uuid),
    sent: (uuid) => settle(() => store.sent(lease, uuid)),
    refused: () => settle(() => store.refused(lease)),
    unconfirmed: (aheadMs = 0) => settle(() => store.unconfirmed(lease, aheadMs)),
  };
}

/** Renews the leases of this process, for as long as it lives. */
interface Renewals extends Disposable {
  start(lease: Lease): void;
  stop(lease: Pick<Lease, 'token'>): void;
}

function createRenewals({
  clock,
  everyMs,
  renew,
}: {
  clock: Clock;
  everyMs: number;
  renew(lease: Lease): Promise<void>;
}): Renewals {
  const timers = new Map<string, () => void>();

  function start(lease: Lease): void {
    const renewNow = async () => {
      // One that cannot be renewed runs out, and counts as unconfirmed: as if this process had died.
      await renew(lease).catch(() => {});
      if (timers.has(lease.token)) start(lease);
    };
    timers.set(
      lease.token,
      clock.after(everyMs, () => void renewNow()),
    );
  }

  function stop({ token }: Pick<Lease, 'token'>): void {
    timers.get(token)?.();
    timers.delete(token);
  }

  return {
    start,
    stop,
    [Symbol.dispose]() {
      for (const token of timers.keys()) stop({ token });
    },
  };
}

/** Where callers wait for a send of their thread to be settled: by this process, which wakes them, or elsewhere. */
interface WaitingRoom {
  /** Resolves when the thread is woken, after `ms`, or when the caller leaves. */
  wait(thread: string, ms: number, signal: AbortSignal | undefined): Promise<void>;
  wake(thread: string): void;
}

function createWaitingRoom(clock: Clock): WaitingRoom {
  const sleepers = new Map<string, Set<() => void>>();
  return {
    wait: (thread, ms, signal) =>
      new Promise((resolve) => {
        const others = sleepers.get(thread) ?? new Set();
        const wake = () => {
          stopTimer();
          signal?.removeEventListener('abort', wake);
          others.delete(wake);
          if (others.size === 0) sleepers.delete(thread);
          resolve();
        };
        const stopTimer = clock.after(ms, wake);
        signal?.addEventListener('abort', wake, { once: true });
        sleepers.set(thread, others.add(wake));
      }),
    wake(thread) {
      for (const wake of [...(sleepers.get(thread) ?? [])]) wake();
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
