import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const date = 'Wed, 25 Nov 2026 08:00:00 GMT';
const epoch = Date.parse(date) / 1000;

it.each([
  ['7', 7_000],
  ['0', 0],
  ['0.3', 300],
  ['1.5', 1_500],
  ['5.', 5_000],
  [' 12 ', 12_000],
  ['61', 60_000],
  ['86400', 60_000],
  ['99999999999999999999999', 60_000],
  ['9'.repeat(400), 60_000],
  [`${epoch + 5}`, 5_000],
  [`${epoch + 5}.25`, 5_250],
  [`${epoch * 1000 + 5_000}`, 5_000],
  [`${epoch - 5}`, 0],
  [`${epoch + 9_999}`, 60_000],
  ['Wed, 25 Nov 2026 08:00:09 GMT', 9_000],
  ['Wednesday, 25-Nov-26 08:00:09 GMT', 9_000],
  ['Wed Nov 25 08:00:09 2026', 9_000],
  ['wed, 25 nov 2026 08:00:09 utc', 9_000],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 60_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['2026-11-25T08:00:09Z', 9_000],
  ['2026-11-25T08:00:09.5Z', 9_500],
  ['2026-11-25 08:00:09', 9_000],
  ['2026-11-25T09:00:09+01:00', 9_000],
])("reads Retry-After %j against the answer's own Date", (value, ms) => {
  expect(retryAfterMs({ 'retry-after': value, date })).toBe(ms);
});

it.each([
  '',
  '-5',
  '-0',
  '+5',
  '1e3',
  '0x10',
  'Infinity',
  'NaN',
  'soon',
  'garbage 5',
  '5s',
  'Wed, 99 Nov 2026 25:00:00 GMT',
  '1,5',
  'null',
])('takes Retry-After %j for absent', (value) => {
  expect(retryAfterMs({ 'retry-after': value, date })).toBeUndefined();
});

it('takes the first readable one of several', () => {
  expect(retryAfterMs({ 'retry-after': ['soon', '3', '9'], date })).toBe(3_000);
});

it('compares with our own clock where the answer tells no time', () => {
  for (const told of [undefined, 'yesterday', '0']) {
    const ms = retryAfterMs({ 'retry-after': `${Math.ceil(Date.now() / 1000) + 10}`, date: told }) ?? 0;
    expect(ms).toBeGreaterThan(9_000);
    expect(ms).toBeLessThanOrEqual(11_000);
  }
});
