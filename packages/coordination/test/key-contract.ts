import { expect, it } from 'vitest';
import { begun, type StartWorld, startStage, toRequest } from './ledger-stage.ts';

/** What an idempotency key promises. */
export function describeKeys(startWorld: StartWorld): void {
  it('answers a key that was sent with the message, also after a restart', async () => {
    await using stage = await startStage(startWorld);
    await begun(await stage.begin()).sent('message-1');
    expect(await stage.begin()).toEqual({ kind: 'replay', uuid: 'message-1' });
    await using successor = await stage.world.start();
    expect(await successor.begin(toRequest())).toEqual({ kind: 'replay', uuid: 'message-1' });
  });

  it('records nothing of a new send whose time is not known, and answers for a known one', async () => {
    await using stage = await startStage(startWorld);
    const unknown = { attemptedAt: undefined };
    expect(await stage.begin(unknown)).toEqual({ kind: 'new' });
    expect(await stage.world.count()).toBe(0);
    await begun(await stage.begin()).unconfirmed();
    expect(await stage.begin({ ...unknown, fingerprint: 'Good-bye!' })).toEqual({ kind: 'conflict' });
    const again = await stage.begin(unknown);
    expect(again).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 1_000 });
    await begun(again).sent('message-1');
    expect(await stage.begin(unknown)).toEqual({ kind: 'replay', uuid: 'message-1' });
  });

  it('refuses another input under the same key, whether the first is under way, sent or unknown', async () => {
    await using stage = await startStage(startWorld);
    const other = { fingerprint: 'Good-bye!', leadUuid: 'another lead' };
    const send = begun(await stage.begin());
    expect(await stage.begin(other)).toEqual({ kind: 'conflict' });
    await send.unconfirmed();
    expect(await stage.begin(other)).toEqual({ kind: 'conflict' });
    await begun(await stage.begin()).sent('message-1');
    expect(await stage.begin(other)).toEqual({ kind: 'conflict' });
  });

  it('lets one of fifty equal sends at once begin, and gives the others its message', async () => {
    await using stage = await startStage(startWorld);
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
    await using stage = await startStage(startWorld);
    const send = begun(await stage.begin());
    const waiting = stage.begin({ maxWaitMs: 10_000 });
    await send.refused();
    expect(await waiting).toMatchObject({ kind: 'started' });
  });

  it("tells one account's and one subject's keys from another's", async () => {
    await using stage = await startStage(startWorld);
    await begun(await stage.begin()).sent('message-1');
    await begun(await stage.begin({ account: 'another' })).sent('message-2');
    await begun(await stage.begin({ subject: 'somebody' })).sent('message-3');
    expect(await stage.begin()).toEqual({ kind: 'replay', uuid: 'message-1' });
    expect(await stage.begin({ account: 'another' })).toEqual({ kind: 'replay', uuid: 'message-2' });
    expect(await stage.begin({ subject: 'somebody' })).toEqual({ kind: 'replay', uuid: 'message-3' });
  });

  it('lets a message be claimed by one send of the account only', async () => {
    await using stage = await startStage(startWorld);
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
    await using stage = await startStage(startWorld);
    begun(await stage.begin());
    const leaving = new AbortController();
    const left = stage.begin({ maxWaitMs: 60_000, signal: leaving.signal });
    setImmediate(() => leaving.abort(new Error('gone')));
    await expect(left).rejects.toThrow('gone');
  });
}
