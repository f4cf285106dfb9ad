import { expect, it } from 'vitest';
import { toReadPriority } from './caller.ts';

it.each(['u=7', ' u=7, i', 'i,u=7', 'u=7;x=1', 'u=0, u=7', 'x="u=1, u=2", u=7'])(
  'reads background priority from %s',
  (header) => {
    expect(toReadPriority(header)).toBe('background');
  },
);

it.each([
  undefined,
  '',
  'i',
  'u=0',
  'u=3',
  'u=6',
  'u=8',
  'u=-7',
  'u=7.5',
  'u="7"',
  'u',
  'u=7, u=1',
  'u=7,',
  'u=7 i',
  'U=7',
  'x="u=7"',
  '{',
])('reads interactive priority from %j', (header) => {
  expect(toReadPriority(header)).toBe('interactive');
});
