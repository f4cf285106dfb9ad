import { expect, it } from 'vitest';
import { toClient, toReadPriority } from './caller.ts';

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

it.each([
  [{}, undefined],
  [{ 'apollographql-client-name': 'inbox', 'apollographql-client-version': '1.2.3' }, 'inbox 1.2.3'],
  [{ 'graphql-client-name': '@company/inbox' }, '@company/inbox'],
  [{ 'graphql-client-version': '2' }, '2'],
  [{ 'apollographql-client-name': 'a"},{\u0085\u001b[31m' }, 'a???????31m'],
  [{ 'apollographql-client-name': 'x'.repeat(1_000) }, 'x'.repeat(64)],
  [{ 'apollographql-client-name': '', 'graphql-client-name': 'reports' }, 'reports'],
])('names the client of %j', (headers, expected) => {
  expect(toClient(headers)).toBe(expected);
});
