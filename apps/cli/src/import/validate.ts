import { rm } from 'node:fs/promises';
import { readBatches } from './batches.ts';
import type { Column } from './columns.ts';
import type { CsvFile } from './read-rows.ts';
import { openRejects } from './rejects.ts';
import { rejectsFileOf } from './state.ts';

/** Faults that are printed; the rejects file has all. */
const SHOWN = 20;
const AT_ONCE = 1_000;

/** Reads the whole file, says which lines are wrong, and writes them into the rejects file. */
export async function validate(file: CsvFile, columns: readonly Column[]): Promise<{ total: number; invalid: number }> {
  await rm(rejectsFileOf(file), { force: true });
  await using rejects = await openRejects(rejectsFileOf(file), file, 0);
  let total = 0;
  let faults = 0;
  for await (const { rows, invalid } of readBatches(file, columns, { skipped: 0, size: AT_ONCE })) {
    total += rows;
    for (const { row, reason } of invalid) {
      if (++faults <= SHOWN) console.error(`line ${row.line}: ${reason.code}: ${reason.message}`);
    }
    await rejects.add(invalid);
  }
  if (faults > SHOWN) console.error(`… and ${faults - SHOWN} more.`);
  return { total, invalid: faults };
}
