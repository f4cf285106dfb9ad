import { expect, it } from 'vitest';
import { checkTotal, countRows, toPage, toRow, toRows } from './body.ts';

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

it.each([
  ['230', 230],
  [0, null],
  [1, null],
  [-1, null],
  [2.5, null],
  ['2.5', null],
  ['many', null],
  ['', null],
  [true, null],
  [1e10, null],
])('reads the total %j of two rows as %j', (total, read) => {
  expect(toPage({ data: [{ uuid: 'a' }, null], total }).total).toBe(read);
});

it('does not believe a total that the rows of a later window refute', () => {
  const page = toPage({ data: [{ uuid: 'a' }], total: 3 });
  expect(checkTotal(page, 2)).toEqual(page);
  expect(checkTotal(page, 3)).toEqual({ ...page, total: null });
  expect(checkTotal({ ...page, data: [] }, 5).total).toBe(3);
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

it('leaves out rows that cannot be read, and says where they were', () => {
  const data = [null, { uuid: 'a' }, 'x', [], { name: 'no uuid' }, { uuid: 7 }, { uuid: 'b' }];
  const page = toPage({ data, total: 7, has_more: false });
  expect(page).toEqual({ data: [{ uuid: 'a' }, { uuid: 'b' }], holes: [0, 2, 3, 4, 5], total: 7, hasMore: false });
  expect(countRows(page)).toBe(7);
});

it.each([null, {}])('reads %j, by which PHP means no rows, as an empty page', (data) => {
  expect(toPage({ data, total: 0 })).toEqual({ data: [], total: 0, hasMore: null });
});

it('reads an object with numbers for keys, by which PHP writes a list with gaps', () => {
  expect(toPage({ data: { 1: { uuid: 'a' }, 3: { uuid: 'b' } } }).data).toEqual([{ uuid: 'a' }, { uuid: 'b' }]);
  expect(toRows({ 1: { uuid: 'a' } })).toEqual([{ uuid: 'a' }]);
});

it.each([{}, null, { data: null }, [{ name: 'no uuid' }]])('refuses %j as the rows that a write made', (body) => {
  expect(() => toRows(body)).toThrow(/no rows|no uuid/);
});

it('lowers the case of uuids', () => {
  expect(toRow({ uuid: 'ABC' })).toEqual({ uuid: 'abc' });
});

it.each([undefined, null, 'text', [], {}, { data: 'x' }, { data: { name: 'x' } }])('refuses %j as a page', (body) => {
  expect(() => toPage(body)).toThrow(/empty|not an object|no rows|no uuid/);
});
