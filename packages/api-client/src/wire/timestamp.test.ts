import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toEpochMs, toInstant, toRfc3339 } from './timestamp.ts';

it.each([
  ['2026-02-03T15:55:04Z', '2026-02-03T15:55:04Z'],
  ['2026-02-03T15:55:04.000000Z', '2026-02-03T15:55:04.000000Z'],
  ['2026-02-03t15:55:04z', '2026-02-03T15:55:04Z'],
  ['2026-02-03 15:55:04', '2026-02-03T15:55:04Z'],
  ['2026-02-03 15:55:04 Z', '2026-02-03T15:55:04Z'],
  ['2026-02-03T15:55:04+00:00', '2026-02-03T15:55:04+00:00'],
  ['2026-02-03T15:55:04+0000', '2026-02-03T15:55:04+00:00'],
  ['2026-02-03T15:55:04+00', '2026-02-03T15:55:04+00:00'],
  ['2026-02-03T15:55:04-00:00', '2026-02-03T15:55:04-00:00'],
  ['2026-02-03T16:55:04.0+01', '2026-02-03T16:55:04.0+01:00'],
  ['2026-02-03T21:25:04,000000000+0530', '2026-02-03T21:25:04.000000000+05:30'],
  ['2026-02-02 18:55:04-21:00', '2026-02-02T18:55:04-21:00'],
])('reads %s', (text, rfc3339) => {
  expect(toRfc3339(text)).toBe(rfc3339);
  expect(toInstant(text)).toBe('2026-02-03T15:55:04');
  expect(toEpochMs(text)).toBe(Date.UTC(2026, 1, 3, 15, 55, 4));
});

it.each([
  ['2026-02-03T15:55Z', '2026-02-03T15:55:00Z', '2026-02-03T15:55:00'],
  ['2026-02-28T24:00:00Z', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00'],
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z', '2017-01-01T00:00:00'],
  ['2024-02-29T00:00:00.123456789Z', '2024-02-29T00:00:00.123456789Z', '2024-02-29T00:00:00.123456789'],
])('reads %s as the moment that it is', (text, rfc3339, instant) => {
  expect(toRfc3339(text)).toBe(rfc3339);
  expect(toInstant(text)).toBe(instant);
});

it.each([
  '',
  'yesterday',
  '2026-02-03',
  '0000-00-00 00:00:00',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-02-03T24:00:01Z',
  '2026-02-03T25:00:00Z',
  '2026-02-03T15:60:00Z',
  '2026-02-03T15:55:61Z',
  '2026-02-03T15:55:04+24:00',
  '2026-02-03T15:55:04+1',
  '2026-02-03T15:55:04.Z',
  '2026-02-03T15:55:04ZZ',
  '9999-12-31T23:59:59-01:00',
  '0000-01-01T00:00:00+01:00',
  '1772000000',
])('cannot read %s, whatever it is wanted for', (text) => {
  expect([toRfc3339(text), toInstant(text), toEpochMs(text)]).toEqual([undefined, undefined, Number.NaN]);
});

const offsets = ['Z', 'z', '', '+00', '+0000', '+00:00', '+02:00', '-0330', '+14', '-12:00'];
const moment = fc.record({
  ms: fc.integer({ min: 0, max: 4e12 }),
  nanos: fc.nat(999_999),
  offset: fc.constantFrom(...offsets),
  separator: fc.constantFrom('T', 't', ' '),
});

interface Moment {
  ms: number;
  nanos: number;
  offset: string;
  separator: string;
}

function written({ ms, nanos, offset, separator }: Moment): string {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):?(\d\d)?/.exec(offset) ?? [];
  const shift = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local = new Date(ms + shift).toISOString().slice(0, -1).replace('T', separator);
  return `${local}${String(nanos).padStart(6, '0')}${offset}`;
}

it('compares moments to the nanosecond, however they are written', () => {
  fc.assert(
    fc.property(moment, moment, fc.boolean(), (left, other, isSameMs) => {
      const right = isSameMs ? { ...other, ms: left.ms } : other;
      const [a = '', b = ''] = [left, right].map((each) => toInstant(written(each)));
      expect(a < b ? -1 : Number(a > b)).toBe(Math.sign(left.ms - right.ms || left.nanos - right.nanos));
    }),
  );
});

it('writes as RFC 3339 the moment that it reads', () => {
  fc.assert(
    fc.property(moment, (given) => {
      const text = toRfc3339(written(given)) ?? '';
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(Z|[+-]\d\d:\d\d)$/);
      expect(toInstant(text)).toBe(toInstant(written(given)));
      expect(toEpochMs(text)).toBe(given.ms);
    }),
  );
});
