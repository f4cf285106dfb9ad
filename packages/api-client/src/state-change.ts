import { isDefinite } from './outcome.ts';

/** One write that brings a row into a state. */
export interface StateChange<Row> {
  /** null where there is no such row: the write then tells. */
  read(): Promise<Row | null>;
  /** Whether the row is in the state. */
  isDone(row: Row): boolean;
  write(): Promise<unknown>;
}

/**
 * Writes unless the row is in the state already, and says which. When the answer of the write is lost, the row is read again: it
 * shows whether the write was done. It is never repeated blindly.
 *
 * @throws what the write threw, where it was not done or nobody knows.
 */
export async function bringInto<Row>({ read, isDone, write }: StateChange<Row>): Promise<'updated' | 'skipped'> {
  const before = await read();
  if (before !== null && isDone(before)) return 'skipped';
  try {
    await write();
  } catch (error) {
    if (isDefinite(error, undefined)) throw error;
    const after = await read().catch(() => null);
    if (after === null || !isDone(after)) throw error;
  }
  return 'updated';
}
