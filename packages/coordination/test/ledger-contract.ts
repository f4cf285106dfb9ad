import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  type Begun,
  CoordinationUnavailable,
  type Send,
  type SendLedger,
  type SendRequest,
  type Terms,
} from '../src/index.ts';

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

/** What every ledger does, whatever it stores its sends in. */
export function describeLedger(startWorld: () => Promise<LedgerWorld>): void {
  async function setUp() {
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

  it('answers a key that was sent with the message, also after a restart', async () => {
    await using stage = await setUp();
    await begun(await stage.begin()).sent('message-1');
    expect(await stage.begin()).toEqual({ kind: 'replay', uuid: 'message-1' });
    await using successor = await stage.world.start();
    expect(await successor.begin(toRequest())).toEqual({ kind: 'replay', uuid: 'message-1' });
  });

  it('refuses another input under the same key, whether the first is under way, sent or unknown', async () => {
    await using stage = await setUp();
    const other = { fingerprint: 'Good-bye!', leadUuid: 'another lead' };
    const send = begun(await stage.begin());
    expect(await stage.begin(other)).toEqual({ kind: 'conflict' });
    await send.unconfirmed();
    expect(await stage.begin(other)).toEqual({ kind: 'conflict' });
    await begun(await stage.begin()).sent('message-1');
    expect(await stage.begin(other)).toEqual({ kind: 'conflict' });
  });

  it('lets one of fifty equal sends at once begin, and gives the others its message', async () => {
    await using stage = await setUp();
    await using replica = await stage.world.start();
    const answers = Array.from({ length: 50 }, (_, i) =>
      (i % 2 ? stage.ledger : replica).begin(toRequest({ maxWaitMs: 10_000 })).then(async (answer) => {
        if (answer.kind === 'started') await answer.send.sent('message-1');
        return answer.kind === 'replay' ? answer.uuid : answer.kind;
      }),
    );
    expect((await Promise.all(answers)).sort()).toEqual([...Array(49).fill('message-1'), 'started']);
  });

  it('frees the key at a refusal, for who waits for it too', async () => {
    await using stage = await setUp();
    const send = begun(await stage.begin());
    const waiting = stage.begin({ maxWaitMs: 10_000 });
    await send.refused();
    expect(await waiting).toMatchObject({ kind: 'started' });
  });

  it('hands an unconfirmed send to one caller at a time, with the times of its attempts', async () => {
    await using stage = await setUp();
    await begun(await stage.begin({ attemptedAt: 1_000.5 })).unconfirmed();
    const again = await stage.begin({ attemptedAt: 70_000 });
    expect(again).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 1_000.5 });
    expect(await stage.begin()).toEqual({ kind: 'busy' });
    await begun(again).attempt(71_000);
    await begun(again).unconfirmed();
    const last = await stage.begin();
    expect(last).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 1_000.5 });
    expect('lastAttemptAt' in last && last.lastAttemptAt).toBeGreaterThanOrEqual(71_000);
  });

  it('counts a send whose holder died as unconfirmed, once its lease has run out', async () => {
    await using stage = await setUp();
    {
      await using mortal = await stage.world.start();
      begun(await mortal.begin(toRequest()));
    }
    expect(await stage.begin()).toEqual({ kind: 'busy' });
    await stage.world.lapse({ settled: false });
    expect(await stage.begin()).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 1_000 });
  });

  it('keeps a send that takes long, for as long as its holder lives', async () => {
    await using world = await startWorld();
    await using holder = await world.start({ leaseMs: 1_500 });
    await using other = await world.start({ leaseMs: 1_500 });
    begun(await holder.begin(toRequest()));
    expect(await other.begin(toRequest({ maxWaitMs: 2_500 }))).toEqual({ kind: 'busy' });
  });

  it('does not let a holder that was given up for dead post again, or free the key', async () => {
    await using stage = await setUp();
    const lost = begun(await stage.begin());
    await stage.world.lapse({ settled: true });
    const taken = begun(await stage.begin());
    await expect(lost.attempt(2_000)).rejects.toThrow(CoordinationUnavailable);
    await lost.refused();
    await lost.unconfirmed();
    expect(await stage.begin()).toEqual({ kind: 'busy' });
    await taken.sent('message-1');
    expect(await stage.begin()).toEqual({ kind: 'replay', uuid: 'message-1' });
  });

  it('believes a holder that was given up for dead when it says that the message was sent', async () => {
    await using stage = await setUp();
    const lost = begun(await stage.begin());
    await stage.world.lapse({ settled: true });
    const taken = begun(await stage.begin());
    await lost.sent('message-1');
    await taken.refused();
    expect(await stage.begin()).toEqual({ kind: 'replay', uuid: 'message-1' });
  });

  it('lets the sends of a thread run one after another, those without a key too', async () => {
    await using stage = await setUp();
    const first = begun(await stage.begin());
    expect(await stage.begin({ key: 'key-2' })).toEqual({ kind: 'busy' });
    const waiting = stage.begin({ key: undefined, maxWaitMs: 10_000 });
    await first.sent('message-1');
    const second = begun(await waiting);
    expect(await stage.begin({ key: 'key-2' })).toEqual({ kind: 'busy' });
    await second.sent('message-2');
    expect(await stage.begin({ key: 'key-2' })).toMatchObject({ kind: 'started' });
  });

  it('keeps the thread closed after an unknown outcome until a stored message would be visible', async () => {
    await using stage = await setUp();
    await begun(await stage.begin({ key: undefined })).unconfirmed();
    expect(await stage.begin()).toEqual({ kind: 'busy' });
    await stage.world.lapse({ settled: false });
    expect(await stage.begin()).toEqual({ kind: 'busy' });
    await stage.world.lapse({ settled: true });
    expect(await stage.begin()).toMatchObject({ kind: 'started' });
  });

  it('does not close the thread for longer when nothing but a read-back was done', async () => {
    await using stage = await setUp();
    await begun(await stage.begin()).unconfirmed();
    await stage.world.lapse({ settled: true });
    await begun(await stage.begin()).unconfirmed();
    expect(await stage.begin({ key: 'key-2' })).toMatchObject({ kind: 'started' });
  });

  it('does not let sends to other leads, by other senders or of other accounts wait', async () => {
    await using stage = await setUp();
    begun(await stage.begin());
    for (const other of [{ leadUuid: 'another' }, { senderProfileUuid: 'another' }, { account: 'another' }]) {
      expect(await stage.begin({ key: undefined, ...other })).toMatchObject({ kind: 'started' });
    }
  });

  it("tells one account's and one subject's keys from another's", async () => {
    await using stage = await setUp();
    await begun(await stage.begin()).sent('message-1');
    await begun(await stage.begin({ account: 'another' })).sent('message-2');
    await begun(await stage.begin({ subject: 'somebody' })).sent('message-3');
    expect(await stage.begin()).toEqual({ kind: 'replay', uuid: 'message-1' });
    expect(await stage.begin({ account: 'another' })).toEqual({ kind: 'replay', uuid: 'message-2' });
    expect(await stage.begin({ subject: 'somebody' })).toEqual({ kind: 'replay', uuid: 'message-3' });
  });

  it('lets a message be claimed by one send of the account only', async () => {
    await using stage = await setUp();
    await begun(await stage.begin()).sent('message-1');
    const second = begun(await stage.begin({ key: 'key-2' }));
    expect(await second.claim('message-1')).toBe(false);
    expect(await second.claim('message-2')).toBe(true);
    expect(await second.claim('message-2')).toBe(true);
    const third = begun(await stage.begin({ key: 'key-3', leadUuid: 'another' }));
    expect(await third.claim('message-2')).toBe(false);
    const foreign = begun(await stage.begin({ account: 'another' }));
    expect(await foreign.claim('message-1')).toBe(true);
  });

  it('lets a waiting caller leave', async () => {
    await using stage = await setUp();
    begun(await stage.begin());
    const leaving = new AbortController();
    const left = stage.begin({ maxWaitMs: 60_000, signal: leaving.signal });
    setImmediate(() => leaving.abort(new Error('gone')));
    await expect(left).rejects.toThrow('gone');
  });

  it('forgets a send after its time', async () => {
    await using world = await startWorld();
    await using ledger = await world.start({ keepMs: 30 });
    await begun(await ledger.begin(toRequest({ key: undefined }))).sent('message-1');
    await begun(await ledger.begin(toRequest())).sent('message-2');
    await sleep(100);
    expect(await ledger.begin(toRequest())).toMatchObject({ kind: 'started' });
    expect(await world.count()).toBe(1);
  });

  it('stores neither the key, nor the account, nor what is sent to whom in the clear', async () => {
    await using stage = await setUp();
    const secrets = {
      account: 'gs-live-account',
      subject: 'issuer/someone',
      key: 'my-idempotency-key',
      fingerprint: 'Dear Sir or Madam',
      leadUuid: 'lead-uuid',
      senderProfileUuid: 'sender-uuid',
    };
    await begun(await stage.begin(secrets)).sent('message-1');
    const stored = await stage.world.dump();
    expect(stored).toContain('message-1');
    for (const secret of Object.values(secrets)) expect(stored).not.toContain(secret);
  });
}
