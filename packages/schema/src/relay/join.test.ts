import { expect, it } from 'vitest';
import { createMovingList, type ModelRow, modelRow } from '../../test/connections/moving-list.ts';
import { join } from './join.ts';
import { createLearned, createReader } from './reader.ts';
import { toRun } from './run.ts';

const { source } = createMovingList([], { direction: 'asc' });
const reader = createReader(source, undefined, createLearned());
const runOf = (offset: number, ...rows: ModelRow[]) => toRun({ data: rows, total: 100, hasMore: null }, offset, 'at');
const ids = (run: ReturnType<typeof join<ModelRow>>) => run?.items.map(({ row }) => row.uuid);

it('joins a window by the row that it has in common with the run', () => {
  const run = runOf(10, modelRow(1, 1), modelRow(2, 2), modelRow(3, 3));
  const next = runOf(12, modelRow(2, 2), modelRow(3, 3), modelRow(4, 4));
  expect(ids(join(reader, run, next, 'forward'))).toEqual(['row-1', 'row-2', 'row-3', 'row-4']);
  expect(ids(join(reader, next, run, 'backward'))).toEqual(['row-1', 'row-2', 'row-3', 'row-4']);
});

it('joins by the sort value alone where the common rows are gone, and nothing ties with them', () => {
  const run = runOf(10, modelRow(1, 1), modelRow(3, 3));
  expect(ids(join(reader, run, runOf(9, modelRow(0, 0), modelRow(4, 4)), 'forward'))).toEqual([
    'row-1',
    'row-3',
    'row-4',
  ]);
});

it('does not join what may leave rows out between, or put ties in a wrong order', () => {
  const run = runOf(10, modelRow(1, 1), modelRow(3, 3));
  expect(join(reader, run, runOf(14, modelRow(4, 4), modelRow(5, 5)), 'forward')).toBeUndefined();
  expect(join(reader, run, runOf(9, modelRow(0, 0), modelRow(9, 3), modelRow(4, 4)), 'forward')).toBeUndefined();
});

it('does not join rows without a sort value to others before it is known where they stand', () => {
  const [dated, nulls] = [runOf(0, modelRow(1, 1)), runOf(0, modelRow(2, null))];
  expect(join(reader, dated, nulls, 'forward')).toBeUndefined();
  const informed = createReader(source, undefined, createLearned(false));
  expect(ids(join(informed, dated, nulls, 'forward'))).toEqual(['row-1', 'row-2']);
});
