import { expect, it } from 'vitest';
import { type ConnectionArguments, toPageRequest } from './arguments.ts';

it('takes 20 rows from the start unless asked otherwise', () => {
  expect(toPageRequest({})).toEqual({ walk: 'forward', size: 20, cursor: undefined });
  expect(toPageRequest({ first: null, after: null, last: null, before: null })).toEqual(toPageRequest({}));
});

it('walks forward with `first` and `after`, backward with `last` and `before`, each alone or both', () => {
  expect(toPageRequest({ first: 0, after: 'c' })).toEqual({ walk: 'forward', size: 0, cursor: 'c' });
  expect(toPageRequest({ after: 'c' })).toEqual({ walk: 'forward', size: 20, cursor: 'c' });
  expect(toPageRequest({ last: 500, before: 'c' })).toEqual({ walk: 'backward', size: 500, cursor: 'c' });
  expect(toPageRequest({ before: 'c' })).toEqual({ walk: 'backward', size: 20, cursor: 'c' });
  expect(toPageRequest({ last: 3 })).toEqual({ walk: 'backward', size: 3, cursor: undefined });
});

it('takes empty text for no cursor', () => {
  expect(toPageRequest({ first: 3, after: '' })).toEqual(toPageRequest({ first: 3 }));
  expect(toPageRequest({ last: 3, before: '' })).toEqual(toPageRequest({ last: 3 }));
  expect(toPageRequest({ first: 3, after: '', before: '' })).toEqual(toPageRequest({ first: 3 }));
  expect(toPageRequest({ last: 3, after: '' })).toEqual(toPageRequest({ last: 3 }));
  expect(toPageRequest({ after: '', before: '' })).toEqual(toPageRequest({}));
});

it.each<ConnectionArguments>([
  { first: 1, last: 1 },
  { first: 1, before: 'c' },
  { last: 1, after: 'c' },
  { after: 'c', before: 'd' },
  { first: -1 },
  { first: 501 },
  { last: -1 },
  { last: 501, before: 'c' },
])('refuses %o', (args) => {
  expect(() => toPageRequest(args)).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }));
});
