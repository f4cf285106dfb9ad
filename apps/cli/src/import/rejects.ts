import { type FileHandle, open } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { REJECT_HEADERS } from './columns.ts';
import type { CsvFile, CsvRow } from './read-rows.ts';
import type { Reason } from './to-lead.ts';

/** The rows that were not imported, as they are in the file, each with its line and why. */
export interface Rejects extends AsyncDisposable {
  /** Bytes that are on the disk. */
  readonly bytes: number;
  add(rows: readonly { row: CsvRow; reason: Reason }[]): Promise<void>;
}

/** Goes on at so many bytes: what stands behind them belongs to rows that are read again. The file is made when the first row comes. */
export async function openRejects(path: string, { headers, delimiter }: CsvFile, bytes: number): Promise<Rejects> {
  let file: FileHandle | undefined;
  let length = bytes;
  if (bytes > 0) {
    file = await open(path, 'r+');
    await file.truncate(bytes);
  }
  return {
    get bytes() {
      return length;
    },
    async add(rows) {
      if (rows.length === 0) return;
      const records = rows.map(({ row, reason }) => [row.line, reason.code, reason.message, ...row.cells]);
      const head = length === 0 ? [[...REJECT_HEADERS, ...headers.filter(isOriginal)]] : [];
      file ??= await open(path, 'w');
      const text = Buffer.from(
        stringify([...head, ...records.map((record) => withoutOld(record, headers))], { delimiter }),
      );
      await file.write(text, 0, text.length, length);
      await file.datasync();
      length += text.length;
    },
    async [Symbol.asyncDispose]() {
      await file?.close();
    },
  };
}

function isOriginal(header: string): boolean {
  return !REJECT_HEADERS.includes(header);
}

/** The columns that an earlier import put before the cells are not repeated. */
function withoutOld(record: readonly (string | number)[], headers: readonly string[]): (string | number)[] {
  const added = REJECT_HEADERS.length;
  return record.filter((_, place) => place < added || isOriginal(headers[place - added] ?? ''));
}
