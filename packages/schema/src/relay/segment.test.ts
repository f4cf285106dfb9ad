import { expect, it } from 'vitest';
import { isWithin, rangeOf, segmentFrom } from './segment.ts';

it('narrows the caller’s own bounds, and never widens them', () => {
  const range = { '>=': '2026-01-01', '<': '2026-03-01' };
  expect(rangeOf('2026-02-01T00:00:00Z', { sortDirection: 'desc', range })).toEqual({
    '>=': '2026-01-01',
    '<': '2026-03-01',
    '<=': '2026-02-01T00:00:00Z',
  });
  expect(rangeOf('2026-02-01T00:00:00Z', { sortDirection: 'asc', range })).toEqual({
    '>=': '2026-02-01T00:00:00Z',
    '<': '2026-03-01',
  });
  const bounds = { sortDirection: 'desc', range: { '<=': '2026-02-01T00:00:00.5Z' } } as const;
  expect(rangeOf('2026-02-01T00:00:01Z', bounds)).toEqual(bounds.range);
});

it('begins where no row of the sort value can be left out, although the wire may cut digits off', () => {
  expect(segmentFrom('2026-02-01T00:00:00.123456Z', 'asc')).toBe('2026-02-01T00:00:00Z');
  expect(segmentFrom('2026-02-01T00:00:59Z', 'desc')).toBe('2026-02-01T00:01:00Z');
  expect(segmentFrom('2026-02-01T01:00:00+01:00', 'asc')).toBe('2026-02-01T00:00:00Z');
  expect(segmentFrom('Zürich', 'desc')).toBe('Zürich');
  expect(segmentFrom(42, 'asc')).toBe(42);
});

it('tells whether every row belongs to a segment', () => {
  expect(isWithin('m', ['m', 'n'], 'asc')).toBe(true);
  expect(isWithin('m', ['l', 'n'], 'asc')).toBe(false);
  expect(isWithin('m', ['m', 'l'], 'desc')).toBe(true);
  expect(isWithin('m', ['n'], 'desc')).toBe(false);
  expect(isWithin('m', ['n', null], 'asc')).toBe(false);
});
