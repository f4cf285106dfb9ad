import { expect, it } from 'vitest';
import { toPredicate } from './filter.ts';

const passes = (value: unknown, wanted: unknown) => toPredicate('key', wanted)({ key: value });

it('compares timestamps by time, whatever their spelling', () => {
  expect(passes('2026-01-01T00:00:00.000000Z', '2026-01-01')).toBe(true);
  expect(passes('2026-01-01T00:00:00.000001Z', { '>': '2026-01-01T00:00:00Z' })).toBe(true);
  expect(passes('2026-01-01T00:00:00.000001Z', { '<=': '2026-01-01T00:00:00Z' })).toBe(false);
});

it('lets null through for is_null alone, as SQL does', () => {
  expect(passes(null, 'is_null')).toBe(true);
  for (const wanted of ['', 'null', ['null'], { '!=': 'x' }, { '<': 5 }, 'is_not_null']) {
    expect(passes(null, wanted)).toBe(false);
  }
});

it('knows numbers and booleans by their words', () => {
  expect(passes(7, '7')).toBe(true);
  expect(passes(1, 'true')).toBe(true);
  expect(passes(false, 'false')).toBe(true);
  expect(passes(7, ['6', '7'])).toBe(true);
  expect(passes(10, { '>': '9', '!=': '11' })).toBe(true);
});

it('ignores case, and looks into arrays', () => {
  expect(passes('Done', 'done')).toBe(true);
  expect(passes(['a', 'b'], ['B', 'c'])).toBe(true);
  expect(passes(['a', 'b'], 'c')).toBe(false);
});

it('knows every operator, and says which it does not know', () => {
  const verdicts = ['=', '!=', '<>', '<', '<=', '>', '>='].map((operator) => passes(5, { [operator]: 5 }));
  expect(verdicts).toEqual([true, false, false, false, true, false, true]);
  expect(() => passes(5, { like: 5 })).toThrow('like');
});
