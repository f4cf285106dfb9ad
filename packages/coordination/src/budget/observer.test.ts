import { BudgetExhausted, type Observer } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { MINUTE, setUpBudget } from '../../test/budget-stage.ts';

/** Notes each report by its name. */
function createNotes() {
  const notes: [name: string, report: object][] = [];
  const observer: Observer = {
    slotAsked: (report) => void notes.push(['asked', report]),
    slotGivenUp: (report) => void notes.push(['given up', report]),
    slotGranted: (report) => void notes.push(['granted', report]),
    slotRefused: (report) => void notes.push(['refused', report]),
    keyShut: (report) => void notes.push(['shut', report]),
  };
  return { notes, observer };
}

const REPORT = { key: 'key', priority: 'mutation' };

it('reports what is granted, at once or after a wait, and what is refused', async () => {
  const { notes, observer } = createNotes();
  const { clock, acquire } = setUpBudget({ requestsPerMinute: 1, observer });
  (await acquire()).release({ status: 200 });
  await expect(acquire()).rejects.toThrow(BudgetExhausted);
  await clock.advance(20_000);
  const waiting = acquire({ maxWaitMs: MINUTE });
  await clock.advance(MINUTE);
  await waiting;
  expect(notes).toEqual([
    ['asked', REPORT],
    ['granted', { ...REPORT, waitedMs: 0 }],
    ['asked', REPORT],
    ['refused', { ...REPORT, retryAfterMs: MINUTE }],
    ['asked', REPORT],
    ['granted', { ...REPORT, waitedMs: 40_001 }],
  ]);
});

it('reports that the upstream has shut a key, and that a caller has left', async () => {
  const { notes, observer } = createNotes();
  const { acquire } = setUpBudget({ requestsPerMinute: 1, observer });
  (await acquire()).release({ status: 429, retryAfterMs: 5_000 });
  const leaving = new AbortController();
  const left = acquire({ maxWaitMs: MINUTE, signal: leaving.signal });
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect(notes).toEqual([
    ['asked', REPORT],
    ['granted', { ...REPORT, waitedMs: 0 }],
    ['shut', { key: 'key', retryAfterMs: 5_000 }],
    ['asked', REPORT],
    ['given up', REPORT],
  ]);
});
