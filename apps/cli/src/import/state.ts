import type { Column } from './columns.ts';
import type { CsvFile } from './read-rows.ts';
import type { Outcome, Target } from './send.ts';

export interface Counts {
  created: number;
  updated: number;
  skipped: number;
  rejected: number;
}

/** How far an import has come. It belongs to one file with these bytes, and to what these options make of it. */
export interface ImportState {
  version: 1;
  /** SHA-256 of the file. */
  file: string;
  options: ImportOptions;
  /** Rows of the file, without the header. */
  total: number;
  /** Rows that have ended, from the file's start on. */
  done: number;
  counts: Counts;
  /** Length of the rejects file. */
  rejectsBytes: number;
  /** The next rows, which may have been sent, and when they were begun; null where the import has ended. */
  underWay: { rows: number; since: string } | null;
}

/** What has to be the same when an import goes on. */
export interface ImportOptions {
  target: Target;
  delimiter: string;
  columns: readonly Column[];
  skipsInvalid: boolean;
}

export function isImportState(value: unknown): value is ImportState {
  return (
    typeof value === 'object' && value !== null && 'underWay' in value && 'version' in value && value.version === 1
  );
}

export function isEnded({ underWay }: ImportState): boolean {
  return underWay === null;
}

/** The state files of a CSV file stand beside it. */
export function stateFileOf({ path }: CsvFile): string {
  return `${path}.import.json`;
}

export function rejectsFileOf({ path }: CsvFile): string {
  return `${path}.rejects.csv`;
}

export function count(counts: Counts, outcome: Outcome): void {
  counts[typeof outcome === 'string' ? outcome : 'rejected']++;
}
