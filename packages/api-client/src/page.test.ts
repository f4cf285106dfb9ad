import { expect, it } from 'vitest';
import { toRow } from './body.ts';
import { toPage, toRows } from './page.ts';

it('reads a flat page with its numbers', () => {
  expect(toPage({ data: [{ uuid: 'a' }], limit: 1, offset: 0, total: 7, has_more: true })).toEqual({
    data: [{ uuid: 'a' }],
    total: 7,
    hasMore: true,
  });
});

it('reads numbers under `pagination`, and says null for those that are missing', () => {
  expect(toPage({ data: [], pagination: { total: 3, has_more: false } })).toMatchObject({ total: 3, hasMore: false });
  expect(toPage({ data: [] })).toEqual({ data: [], total: null, hasMore: null });
});

it('takes rows out of their envelope and keeps what stood beside them', () => {
  const markers = [{ sender_profile_uuid: null }];
  expect(toPage({ data: [{ lead: { uuid: 'a', name: 'Ann' }, markers }] }, 'lead').data).toEqual([
    { uuid: 'a', name: 'Ann', markers },
  ]);
});

it('reads a single row bare, in `data`, in its envelope, or in both', () => {
  const row = { uuid: 'a', name: 'Ann' };
  for (const body of [row, { data: row }, { lead: row }, { data: { lead: row } }]) {
    expect(toRow(body, 'lead')).toEqual(row);
  }
});

it('reads rows alone or in `data`', () => {
  expect(toRows([{ uuid: 'a' }])).toEqual([{ uuid: 'a' }]);
  expect(toRows({ data: [{ lead: { uuid: 'a' } }] }, 'lead')).toEqual([{ uuid: 'a' }]);
});

it('lowers the case of uuids', () => {
  expect(toRow({ uuid: 'ABC' })).toEqual({ uuid: 'abc' });
});

it.each([undefined, null, 'text', [], {}, { data: 'x' }, { data: [1] }, { data: [{ name: 'no uuid' }] }])(
  'refuses %j as a page',
  (body) => {
    expect(() => toPage(body)).toThrow(/empty|not an object|no rows|no uuid/);
  },
);
