import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { UsageError } from '../settings.ts';
import { readState, writeState } from '../state-file.ts';
import type { Kind, Row } from './kind.ts';
import { type ExportState, isExportState, type Known, type Target } from './state.ts';

/** The state of an export into a file, which also names places in it. */
type FileState = ExportState & {
  /** Bytes of the file that are valid: what stands behind them was being written when the export was ended. */
  bytes: number;
  /** Where the lines of the last walk begin. */
  walkFrom: number;
};

/** Appends a line for each row. The last line of a UUID counts; `{ "uuid", "id", "deletedAt" }` says that the row is gone. */
export async function openJsonl(path: string, { name }: Kind): Promise<Target> {
  const stateFile = `${path}.state.json`;
  const known = await readState(stateFile, isFileState);
  if (known && known.kind !== name) throw new UsageError(`${path} holds ${known.kind}: name another file.`);
  await checkFile(path, known);
  const file = await open(path, known ? 'r+' : 'w');
  let bytes = known?.bytes ?? 0;
  let walkFrom = known?.walkFrom ?? 0;
  let walkId = known?.walk?.id;
  await file.truncate(bytes);
  return {
    load: async () => known,
    async save({ rows = [], deleted = [] }, state) {
      if (state.walk && state.walk.id !== walkId) {
        walkId = state.walk.id;
        walkFrom = bytes;
      }
      const deletedAt = new Date().toISOString();
      const lines = [...rows, ...deleted.map(({ uuid, id }) => ({ uuid, id, deletedAt }))];
      const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await file.write(text, 0, text.length, bytes);
      await file.datasync();
      bytes += text.length;
      await writeState(stateFile, { ...state, bytes, walkFrom });
    },
    unseen: () => findUnseen(path, walkFrom),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function isFileState(value: unknown): value is FileState {
  return isExportState(value) && 'bytes' in value && typeof value.bytes === 'number';
}

async function checkFile(path: string, known: FileState | undefined): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (known && size < known.bytes) {
    throw new UsageError(`${path} is shorter than its export has left it. Delete ${path}.state.json to begin anew.`);
  }
  if (!known && size > 0) throw new UsageError(`${path} exists and was not written by an export: name another file.`);
}

/** Reads the file once: rows that stand before the last walk, and are not in it. */
async function findUnseen(path: string, walkFrom: number): Promise<Known[]> {
  const known = new Map<string, Known>();
  for await (const { uuid, id, deletedAt } of readLines(path, 0, walkFrom)) {
    if (deletedAt === undefined) known.set(uuid, { uuid, id });
    else known.delete(uuid);
  }
  for await (const { uuid } of readLines(path, walkFrom)) known.delete(uuid);
  return [...known.values()];
}

async function* readLines(path: string, start: number, end?: number): AsyncGenerator<Row> {
  if (end === 0) return;
  const input = createReadStream(path, { start, ...(end !== undefined && { end: end - 1 }) });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) yield JSON.parse(line);
}
