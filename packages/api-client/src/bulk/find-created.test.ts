import { expect, it } from 'vitest';
import { identitiesOf } from './find-created.ts';

it('knows a lead by the last part of a profile address, in one spelling', () => {
  const nickname = ['linkedin robin-1'];
  for (const linkedin of ['Robin-1', 'https://www.linkedin.com/in/robin-1//?x=/y', ' linkedin.com/in/Robin-1/ ']) {
    expect(identitiesOf({ linkedin })).toEqual(nickname);
  }
  expect(identitiesOf({ linkedin_id: 'ACoAAbC,NAME' })).toEqual(['linkedin ACoAAbC']);
});

it('reads an address of any shape in linear time', () => {
  // In square time this takes longer than a test may.
  expect(identitiesOf({ linkedin: `x${'/'.repeat(300_000)}y` })).toEqual(['linkedin y']);
});
