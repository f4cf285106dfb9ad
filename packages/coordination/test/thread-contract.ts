import { expect, it } from 'vitest';
import { begun, type StartWorld, startStage } from './ledger-stage.ts';

/** How the sends to one lead by one sender wait for each other. */
export function describeThreads(startWorld: StartWorld): void {
  it('lets the sends of a thread run one after another, those without a key too', async () => {
    await using stage = await startStage(startWorld);
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
    await using stage = await startStage(startWorld);
    await begun(await stage.begin({ key: undefined })).unconfirmed();
    expect(await stage.begin()).toEqual({ kind: 'busy' });
    await stage.world.lapse({ settled: false });
    expect(await stage.begin()).toEqual({ kind: 'busy' });
    await stage.world.lapse({ settled: true });
    expect(await stage.begin()).toMatchObject({ kind: 'started' });
  });

  it('does not close the thread for longer when nothing but a read-back was done', async () => {
    await using stage = await startStage(startWorld);
    await begun(await stage.begin()).unconfirmed();
    await stage.world.lapse({ settled: true });
    await begun(await stage.begin()).unconfirmed();
    expect(await stage.begin({ key: 'key-2' })).toMatchObject({ kind: 'started' });
  });

  it('does not let sends to other leads, by other senders, of another kind or of other accounts wait', async () => {
    await using stage = await startStage(startWorld);
    begun(await stage.begin());
    const others = [
      { leadUuid: 'another' },
      { senderProfileUuid: 'another' },
      { channel: 'email' as const },
      { account: 'another' },
    ];
    for (const other of others) {
      expect(await stage.begin({ key: undefined, ...other })).toMatchObject({ kind: 'started' });
    }
  });
}
