import { expect, it } from 'vitest';
import { toLocations } from './lead-location.ts';

const springfield = { address_string: 'Springfield' };

it('reads places as a list, as one object, or as the address alone', () => {
  expect(toLocations([springfield, { city: 'Shelbyville' }])).toEqual([springfield, { city: 'Shelbyville' }]);
  expect(toLocations(springfield)).toEqual([springfield]);
  expect(toLocations('Springfield')).toEqual([springfield]);
});

it('gives null for no place', () => {
  expect(toLocations(null)).toBeNull();
  expect(toLocations('')).toBeNull();
});
