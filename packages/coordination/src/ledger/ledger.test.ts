import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { begun, toRequest } from '../../test/ledger-stage.ts';
import { createManualClock } from '../../test/manual-clock.ts';
import { startSqliteLedger } from './sqlite-ledger.ts';

/** Two processes on one file, in a time that the test makes pass. */
async function setUp() {
  const directory = await mkdtempDisposable(join(tmpdir(), 'ledger-'));
  const clock = createManualClock();
  const options = { path: join(directory.path, 'sends.sqlite'), warn: () => {}, clock };
  const one = await startSqliteLedger(options);
  const other = await startSqliteLedger(options);
  return {
    clock,
    one,
    other,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

it('keeps a send for as long as its holder lives, and lets it go ten seconds after its death', async () => {
  await using stage = await setUp();
  begun(await stage.one.begin(toRequest()));
  await stage.clock.advance(60_000);
  expect(await stage.other.begin(toRequest())).toEqual({ kind: 'busy' });
  await stage.one[Symbol.asyncDispose]();
  await stage.clock.advance(10_000);
  expect(await stage.other.begin(toRequest())).toMatchObject({ kind: 'unconfirmed' });
});

it('holds a send no longer than until it is settled', async () => {
  await using stage = await setUp();
  await begun(await stage.one.begin(toRequest())).unconfirmed();
  await stage.clock.advance(5_000);
  expect(await stage.other.begin(toRequest())).toMatchObject({ kind: 'unconfirmed' });
});

it('takes an attempt for as late as it may have left: when it was given up', async () => {
  await using stage = await setUp();
  const send = begun(await stage.one.begin(toRequest({ attemptedAt: 1_000 })));
  await stage.clock.advance(12_000);
  await send.unconfirmed();
  const answer = await stage.one.begin(toRequest());
  expect(answer).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 1_000, lastAttemptAt: 13_000 });
  await stage.clock.advance(5_000);
  await begun(answer).unconfirmed();
  expect(await stage.one.begin(toRequest())).toMatchObject({ lastAttemptAt: 13_000 });
});

it('takes an attempt for as late as it may have left: when its holder was last alive', async () => {
  await using stage = await setUp();
  begun(await stage.one.begin(toRequest({ attemptedAt: 1_000 })));
  await stage.clock.advance(10_000);
  await stage.one[Symbol.asyncDispose]();
  await stage.clock.advance(10_000);
  const answer = await stage.other.begin(toRequest());
  expect(answer.kind === 'unconfirmed' && answer.lastAttemptAt).toBeCloseTo(11_000, 0);
});

it('wakes who waits in the same process at once', async () => {
  await using stage = await setUp();
  const send = begun(await stage.one.begin(toRequest()));
  const waiting = stage.one.begin(toRequest({ maxWaitMs: 30_000 }));
  await stage.clock.advance(0);
  await send.sent('message-1');
  expect(await waiting).toEqual({ kind: 'replay', uuid: 'message-1' });
});

it('finds out by asking again what another process has settled', async () => {
  await using stage = await setUp();
  const send = begun(await stage.one.begin(toRequest()));
  const waiting = stage.other.begin(toRequest({ maxWaitMs: 30_000 }));
  await stage.clock.advance(1_000);
  await send.sent('message-1');
  await stage.clock.advance(1_000);
  expect(await waiting).toEqual({ kind: 'replay', uuid: 'message-1' });
});

it('opens a thread a minute after an attempt whose outcome stays unknown', async () => {
  await using stage = await setUp();
  await begun(await stage.one.begin(toRequest())).unconfirmed();
  await stage.clock.advance(59_999);
  expect(await stage.one.begin(toRequest({ key: 'key-2' }))).toEqual({ kind: 'busy' });
  await stage.clock.advance(1);
  expect(await stage.one.begin(toRequest({ key: 'key-2' }))).toMatchObject({ kind: 'started' });
});

it('remembers a send for a day', async () => {
  await using stage = await setUp();
  await begun(await stage.one.begin(toRequest())).sent('message-1');
  await stage.clock.advance(24 * 60 * 60 * 1_000);
  expect(await stage.one.begin(toRequest())).toEqual({ kind: 'replay', uuid: 'message-1' });
  await stage.clock.advance(1);
  expect(await stage.one.begin(toRequest())).toMatchObject({ kind: 'started' });
});
