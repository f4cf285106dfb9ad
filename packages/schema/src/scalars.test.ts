import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toDateTime } from './scalars.ts';

it('keeps every digit of the wire', () => {
  expect(toDateTime('2026-02-03T15:55:04.123456Z')).toBe('2026-02-03T15:55:04.123456Z');
});

it.each([
  ['2026-03-10 09:15:42+00:00', '2026-03-10T09:15:42+00:00'],
  ['2026-03-10 09:15:42', '2026-03-10T09:15:42Z'],
  ['2026-03-10T09:15:42.5+0200', '2026-03-10T09:15:42.5+02:00'],
  ['2026-03-10t09:15:42z', '2026-03-10T09:15:42Z'],
])('reads %s as RFC 3339', (wire, text) => {
  expect(toDateTime(wire)).toBe(text);
});

it.each([
  '',
  '0000-00-00 00:00:00',
  '2026-02-30T00:00:00Z',
  '2026-03-10',
  'yesterday',
  1_772_000_000,
  null,
  undefined,
  {},
])('gives null for %s, which is no moment', (wire) => {
  expect(toDateTime(wire)).toBeNull();
});

it('leaves what is RFC 3339 already as it is', () => {
  const instant = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instant, (date) => {
      expect(toDateTime(date.toISOString())).toBe(date.toISOString());
    }),
  );
});
