import { expect, it } from 'vitest';
import { toQueryString } from './query.ts';

const decoded = (query: Parameters<typeof toQueryString>[0]) => decodeURIComponent(toQueryString(query));

it('writes an order in both spellings', () => {
  expect(decoded({ order_field: 'sent_at', order_type: 'desc' })).toBe(
    'order_field=sent_at&order-field=sent_at&order_type=desc&order-type=desc',
  );
});

it('writes filters in brackets: equality, IN, comparison', () => {
  expect(
    decoded({ filter: { type: 'inbox', lead_uuid: ['a', 'b'], sent_at: { '>=': '2026-01-01', '<': '2026-02-01' } } }),
  ).toBe(
    'filter[type]=inbox&filter[lead_uuid][]=a&filter[lead_uuid][]=b&filter[sent_at][>=]=2026-01-01&filter[sent_at][<]=2026-02-01',
  );
});

it('leaves out what is undefined', () => {
  expect(toQueryString({ limit: 5, search: undefined, filter: { type: undefined } })).toBe('limit=5');
});
