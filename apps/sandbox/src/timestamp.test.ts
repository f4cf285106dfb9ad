import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromTimestamp, toTimestamp } from './timestamp.ts';

it('writes microseconds and Z, and reads what it writes', () => {
  expect(toTimestamp(Date.UTC(2026, 1, 3, 15, 55, 4))).toBe('2026-02-03T15:55:04.000000Z');
  const instants = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 999 }));
  fc.assert(fc.property(instants, ([ms, micros]) => fromTimestamp(toTimestamp(ms, micros)) === ms * 1000 + micros));
});

it.each([
  ['2026-02-03', '2026-02-03T00:00:00.000000Z'],
  ['2026-02-03 15:55:04', '2026-02-03T15:55:04.000000Z'],
  ['2026-02-03T15:55:04.5Z', '2026-02-03T15:55:04.500000Z'],
  ['2026-02-03T16:55:04+01:00', '2026-02-03T15:55:04.000000Z'],
])('reads %s as %s', (text, same) => {
  expect(fromTimestamp(text)).toBe(fromTimestamp(same));
});

it.each(['', 'soon', '2026-13-01', '0f1e2d3c-0000-4000-8000-000000000001', '2026-02-03T25:00:00Z'])(
  'takes %j for no timestamp',
  (text) => {
    expect(fromTimestamp(text)).toBeNull();
  },
);
