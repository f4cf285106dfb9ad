import type { Column } from './columns.ts';
import { type CsvFile, type CsvRow, readRows } from './read-rows.ts';
import type { LeadRow } from './send.ts';
import { faultOf, type Reason, toLead } from './to-lead.ts';

/** Rows that are sent together, and invalid ones between them, which are not. */
export interface Batch {
  /** All of its rows. */
  rows: number;
  valid: LeadRow[];
  invalid: { row: CsvRow; reason: Reason }[];
}

/** Below the `MAX_BODY_BYTES` of the gateway, with room for what JSON adds. */
const MAX_BYTES = 400_000;

/** The rows after so many, in batches that one request of the gateway takes. */
export async function* readBatches(
  file: CsvFile,
  columns: readonly Column[],
  { skipped, size }: { skipped: number; size: number },
): AsyncGenerator<Batch> {
  let batch = emptyBatch();
  let bytes = 0;
  for await (const row of readRows(file, skipped)) {
    const lead = toLead(row, columns);
    const reason = faultOf(row, lead, columns);
    const rowBytes = reason ? 0 : Buffer.byteLength(JSON.stringify(lead));
    if (batch.rows === size || (bytes + rowBytes > MAX_BYTES && batch.rows > 0)) {
      yield batch;
      batch = emptyBatch();
      bytes = 0;
    }
    bytes += rowBytes;
    batch.rows++;
    if (reason) batch.invalid.push({ row, reason });
    else batch.valid.push({ row, lead });
  }
  if (batch.rows > 0) yield batch;
}

function emptyBatch(): Batch {
  return { rows: 0, valid: [], invalid: [] };
}
