import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareKeys, isInOrder, toSortKey } from './sort-key.ts';

const ASC = { sortDirection: 'asc', nullsFirst: false } as const;
const DESC = { sortDirection: 'desc', nullsFirst: false } as const;

it('takes one moment in several spellings for the same', () => {
  const keys = [
    '2026-02-03T15:55:04Z',
    '2026-02-03T15:55:04.000000Z',
    '2026-02-03 15:55:04',
    '2026-02-03T16:55:04.0+01:00',
  ].map(toSortKey);
  expect(new Set(keys)).toEqual(new Set(['2026-02-03T15:55:04']));
});

it('tells microseconds apart, also where precisions are mixed', () => {
  const inOrder = ['04Z', '04.000001Z', '04.1Z', '04.100001Z', '04.25Z', '05Z', '05.000Z', '05.000000001Z'];
  const keys = inOrder.map((second) => toSortKey(`2026-02-03T15:55:${second}`));
  expect(isInOrder(keys, ASC)).toBe(true);
  expect(isInOrder(keys.toReversed(), DESC)).toBe(true);
  expect(isInOrder(keys.toReversed(), ASC)).toBe(false);
});

it('compares timestamps as moments, whatever their precision', () => {
  const moment = fc.record({
    ms: fc.integer({ min: 0, max: 4e12 }),
    micros: fc.nat(999),
    digits: fc.constantFrom(3, 6),
  });
  const text = ({ ms, micros, digits }: { ms: number; micros: number; digits: number }) => {
    const tail = digits === 6 ? String(micros).padStart(3, '0') : '';
    return { text: new Date(ms).toISOString().replace('Z', `${tail}Z`), time: ms * 1000 + (digits === 6 ? micros : 0) };
  };
  fc.assert(
    fc.property(moment, moment, (left, right) => {
      const [a, b] = [text(left), text(right)];
      expect(Math.sign(compareKeys(toSortKey(a.text), toSortKey(b.text), ASC))).toBe(Math.sign(a.time - b.time));
    }),
  );
});

it('compares numbers by size and other text by code unit, and leaves what only looks like a time alone', () => {
  expect(compareKeys(9, 10, ASC)).toBeLessThan(0);
  expect(compareKeys('a', 'b', DESC)).toBeGreaterThan(0);
  expect(toSortKey('2026-99-99T00:00:00+01:00')).toBe('2026-99-99T00:00:00+01:00');
});

it('has rows without a sort value in order at the declared end only', () => {
  expect(isInOrder([null, 'a', 'b'], { ...ASC, nullsFirst: true })).toBe(true);
  expect(isInOrder([null, 'a', 'b'], ASC)).toBe(false);
  expect(isInOrder(['b', 'a', null], DESC)).toBe(true);
  expect(isInOrder(['b', 'a', null], { ...DESC, nullsFirst: true })).toBe(false);
  expect(isInOrder(['a', null, 'b'], ASC)).toBe(false);
  expect(isInOrder([null, null], ASC)).toBe(true);
});
