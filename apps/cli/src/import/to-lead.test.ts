import { expect, it } from 'vitest';
import { toColumns } from './columns.ts';
import { faultOf, hasLinkedin, identitiesOf, toLead } from './to-lead.ts';

const columns = toColumns(['LinkedIn', 'Email', 'Personal email', 'Tags', 'Custom: Size'], { mapped: [], ignored: [] });
const read = (...cells: string[]) => {
  const row = { line: 2, cells };
  const lead = toLead(row, columns);
  return { lead, code: faultOf(row, lead, columns)?.code };
};

it('leaves empty cells out and trims the others', () => {
  expect(read(' ann ', '', '  ', 'a; b|a', 'XL').lead).toEqual({
    linkedinId: 'ann',
    tags: ['a', 'b'],
    customFields: { Size: 'XL' },
  });
});

it.each([
  ['ann', '', '', undefined],
  ['https://de.linkedin.com/in/ann?x=1', '', '', undefined],
  ['https://www.linkedin.com/sales/lead/ACwAAA,NAME', '', '', undefined],
  ['', 'ann@example.com', '', undefined],
  ['', '', '', 'NO_IDENTITY'],
  ['https://www.linkedin.com/company/acme', '', '', 'INVALID_LINKEDIN'],
  ['Ann Example', '', '', 'INVALID_LINKEDIN'],
  ['https://example.com/ann', '', '', 'INVALID_LINKEDIN'],
  ['ann', 'ann@example', '', 'INVALID_EMAIL'],
  ['ann', '', 'a b@example.com', 'INVALID_EMAIL'],
  ['Andr\uFFFD', '', '', 'NOT_UTF8'],
  ['x'.repeat(10_001), '', '', 'TOO_LONG'],
])('reads a row with %j, %j and %j as %s', (linkedin, email, personal, code) => {
  expect(read(linkedin, email, personal, '', '').code).toBe(code);
});

it('refuses a row with too many tags or with too few cells', () => {
  expect(read('ann', '', '', Array.from({ length: 101 }, (_, n) => n).join(','), '').code).toBe('TOO_MANY_TAGS');
  expect(read('ann').code).toBe('WRONG_CELL_COUNT');
});

it('tells that two rows mean one lead, however they write it', () => {
  const one = identitiesOf({ linkedinId: 'https://www.linkedin.com/in/Ann/?x=1', workEmail: 'Ann@Example.com' });
  expect(identitiesOf({ linkedinId: 'ann' })).toEqual([one[0]]);
  expect(identitiesOf({ personalEmail: 'ann@example.com' })).toEqual([one[1]]);
  expect(identitiesOf({ lnId: 'ACoAb' })).not.toEqual(identitiesOf({ lnId: 'ACoAB' }));
  expect(hasLinkedin({ workEmail: 'ann@example.com' })).toBe(false);
});

it('reads an address of any shape in linear time', () => {
  // In square time this takes longer than a test may.
  expect(identitiesOf({ linkedinId: `x${'/'.repeat(300_000)}y` })).toEqual(['y']);
});
