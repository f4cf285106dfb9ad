import { expect, it } from 'vitest';
import { begun, type StartWorld, startStage, toRequest } from './ledger-stage.ts';

/** What is stored, and for how long. */
export function describeRecords(startWorld: StartWorld): void {
  it('forgets a send after its time', async () => {
    await using world = await startWorld();
    await using ledger = await world.start({ keepMs: 30 });
    await begun(await ledger.begin(toRequest({ key: undefined }))).sent('message-1');
    await begun(await ledger.begin(toRequest())).sent('message-2');
    await expect.poll(() => ledger.begin(toRequest())).toMatchObject({ kind: 'started' });
    expect(await world.count()).toBe(1);
  });

  it('tells which messages belong to other sends, and claims none by that', async () => {
    await using stage = await startStage(startWorld);
    await begun(await stage.begin({ key: 'one' })).sent('message-1');
    const other = begun(await stage.begin({ key: 'other' }));
    expect(await other.isOfAnother('message-1')).toBe(true);
    expect(await other.isOfAnother('message-2')).toBe(false);
    expect(await other.claim('message-2')).toBe(true);
    expect(await other.isOfAnother('message-2')).toBe(false);
  });

  it('stores neither the key, nor the account, nor what is sent to whom in the clear', async () => {
    await using stage = await startStage(startWorld);
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
