import { CoordinationUnavailable } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { begun, type StartWorld, startStage, toRequest } from './ledger-stage.ts';

/** Who holds a send, and what becomes of one whose holder died. */
export function describeHolders(startWorld: StartWorld): void {
  it('hands an unconfirmed send to one caller at a time, with the times of its attempts', async () => {
    await using stage = await startStage(startWorld);
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

  it('takes the times of an attempt back when they turn out to be ahead, and an earlier one never forward', async () => {
    await using stage = await startStage(startWorld);
    await begun(await stage.begin({ attemptedAt: 50_000 })).unconfirmed(20_000);
    const again = await stage.begin();
    expect(again).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 30_000 });
    expect('lastAttemptAt' in again && again.lastAttemptAt).toBeLessThan(50_000);
    await begun(again).attempt(100_000);
    await begun(again).unconfirmed(-30_000);
    const last = await stage.begin();
    expect(last).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 30_000 });
    expect('lastAttemptAt' in last && last.lastAttemptAt).toBeGreaterThanOrEqual(130_000);
  });

  it('counts a send whose holder died as unconfirmed, once its lease has run out', async () => {
    await using stage = await startStage(startWorld);
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
    await using stage = await startStage(startWorld);
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
    await using stage = await startStage(startWorld);
    const lost = begun(await stage.begin());
    await stage.world.lapse({ settled: true });
    const taken = begun(await stage.begin());
    await lost.sent('message-1');
    await taken.refused();
    expect(await stage.begin()).toEqual({ kind: 'replay', uuid: 'message-1' });
  });
}
