import type { Observer, SendReport } from '@getsales-gateway/api-client';
import { CoordinationUnavailable } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { begun, toRequest } from '../../test/ledger-stage.ts';
import { createManualClock } from '../../test/manual-clock.ts';
import { createLedger } from './ledger.ts';
import { createSqliteStore } from './sqlite-ledger.ts';
import { DEFAULT_TERMS, type SendStore } from './store.ts';

/** A ledger in memory, and the name of each report with what it tells. */
function setUp(changes: Partial<SendStore> = {}) {
  const notes: [name: string, report: SendReport][] = [];
  const observer: Observer = {
    sendRecorded: (report) => void notes.push(['recorded', report]),
    sendReplayed: (report) => void notes.push(['replayed', report]),
    sendConfirmed: (report) => void notes.push(['confirmed', report]),
    sendUnconfirmed: (report) => void notes.push(['unconfirmed', report]),
    sendRefused: (report) => void notes.push(['refused', report]),
  };
  const clock = createManualClock();
  const store = { ...createSqliteStore({ path: ':memory:', clock, terms: DEFAULT_TERMS }), ...changes };
  const ledger = createLedger({ store, clock, leaseMs: DEFAULT_TERMS.leaseMs, observer });
  return { ledger, notes, clock, names: () => notes.map(([name]) => name) };
}

it('reports a send that is recorded, confirmed and replayed, without its key or text', async () => {
  const { ledger, notes } = setUp();
  await using _ = ledger;
  await begun(await ledger.begin(toRequest())).sent('message-1');
  await ledger.begin(toRequest());
  const report = { account: 'account', hasKey: true };
  expect(notes).toEqual([
    ['recorded', report],
    ['confirmed', report],
    ['replayed', report],
  ]);
});

it('reports a send that is certainly not sent, also without a key', async () => {
  const { ledger, notes } = setUp();
  await using _ = ledger;
  await begun(await ledger.begin(toRequest({ key: undefined }))).refused();
  const report = { account: 'account', hasKey: false };
  expect(notes).toEqual([
    ['recorded', report],
    ['refused', report],
  ]);
});

it('reports doubt, and the answer that ends it, but neither a conflict nor one who has to wait', async () => {
  const { ledger, names } = setUp();
  await using _ = ledger;
  const send = begun(await ledger.begin(toRequest()));
  await ledger.begin(toRequest());
  await ledger.begin(toRequest({ fingerprint: 'Another' }));
  await send.unconfirmed();
  await begun(await ledger.begin(toRequest())).sent('message-1');
  expect(names()).toEqual(['recorded', 'unconfirmed', 'confirmed']);
});

it('reports nothing that could not be recorded', async () => {
  const { ledger, names } = setUp({ sent: () => Promise.reject(new CoordinationUnavailable('full')) });
  await using _ = ledger;
  await expect(begun(await ledger.begin(toRequest())).sent('message-1')).rejects.toThrow('full');
  expect(names()).toEqual(['recorded']);
});
