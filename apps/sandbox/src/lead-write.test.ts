import { expect, it } from 'vitest';
import { parseLinkedinReference } from './lead-write.ts';

it.each([
  ['robin-sample', 'linkedin', 'robin-sample'],
  [' robin-sample ', 'linkedin', 'robin-sample'],
  ['https://www.linkedin.com/in/robin-sample/?x=1', 'linkedin', 'robin-sample'],
  ['linkedin.com/in/j%C3%BCrgen', 'linkedin', 'jürgen'],
  ['https://linkedin.com/in/ACoAA123', 'ln_id', 'ACoAA123'],
  ['ACoAA123', 'ln_id', 'ACoAA123'],
  ['ACwAA123', 'sn_id', 'ACwAA123'],
  ['https://www.linkedin.com/sales/lead/ACwAA123,NAME_SEARCH,xy', 'sn_id', 'ACwAA123'],
  ['https://www.linkedin.com/sales/people/ACwAA123,NAME_SEARCH,xy', 'sn_id', 'ACwAA123'],
  ['https://www.linkedin.com/people/ACoAA123', 'ln_id', 'ACoAA123'],
  ['100%', 'linkedin', '100%'],
])('reads %s as %s %s', (text, field, value) => {
  expect(parseLinkedinReference(text)).toEqual({ field, value });
});
