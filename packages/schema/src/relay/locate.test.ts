import { expect, it } from 'vitest';
import { createMovingList, type ModelRow, modelRow } from '../../test/connections/moving-list.ts';
import { append } from './locate.ts';
import { toPageRows } from './page-rows.ts';
import { createReader } from './reader.ts';

const { source } = createMovingList([], { direction: 'asc' });
const reader = createReader(source);
const rowsOf = (offset: number, ...rows: ModelRow[]) =>
  toPageRows({ data: rows, total: 100, hasMore: null }, offset, 'at');
const ids = (rows: ReturnType<typeof append<ModelRow>>) => rows?.items.map(({ row }) => row.uuid);

it('appends a window by the row that it has in common with the rows', () => {
  const rows = rowsOf(10, modelRow(1, 1), modelRow(2, 2), modelRow(3, 3));
  const next = rowsOf(12, modelRow(2, 2), modelRow(3, 3), modelRow(4, 4));
  expect(ids(append(reader, rows, next, 'forward'))).toEqual(['row-1', 'row-2', 'row-3', 'row-4']);
  expect(ids(append(reader, next, rows, 'backward'))).toEqual(['row-1', 'row-2', 'row-3', 'row-4']);
});

it('appends by the sort value alone where the common rows are gone, and nothing ties with them', () => {
  const rows = rowsOf(10, modelRow(1, 1), modelRow(3, 3));
  expect(ids(append(reader, rows, rowsOf(9, modelRow(0, 0), modelRow(4, 4)), 'forward'))).toEqual([
    'row-1',
    'row-3',
    'row-4',
  ]);
});

it('does not append what may leave rows out between, or put ties in a wrong order', () => {
  const rows = rowsOf(10, modelRow(1, 1), modelRow(3, 3));
  expect(append(reader, rows, rowsOf(14, modelRow(4, 4), modelRow(5, 5)), 'forward')).toBeUndefined();
  expect(append(reader, rows, rowsOf(9, modelRow(0, 0), modelRow(9, 3), modelRow(4, 4)), 'forward')).toBeUndefined();
});
