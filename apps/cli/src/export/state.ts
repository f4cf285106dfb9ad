import type { By, Kind, Row } from './kind.ts';

/** How far an export has come. */
export interface ExportState {
  version: 1;
  kind: Kind['name'];
  /** The newest value that the walks so far have reached, by what tells new rows. */
  watermarks: Partial<Record<By, string>>;
  /** The walk that has not ended. */
  walk: Walk | null;
}

/** One way through the list. */
export interface Walk {
  id: string;
  by: By;
  /** Undefined: the whole list, oldest first. Else from the newest row down to this time. */
  since?: string;
  /** Whether rows that it does not meet are deleted ones. */
  isSweep: boolean;
  /** After which the next page begins; null at first. */
  cursor: string | null;
  /** The watermark once it has ended. */
  reaches: string | null;
  /** False once GetSales has not kept the order: only the end of the list ends the walk then. */
  isOrdered: boolean;
}

export function isExportState(value: unknown): value is ExportState {
  return typeof value === 'object' && value !== null && 'watermarks' in value && 'walk' in value && 'kind' in value;
}

/** Where rows go. Rows and state are stored together: after a crash both are there, or neither. */
export interface Target extends AsyncDisposable {
  /** The state of the last run; undefined before the first. */
  load(): Promise<ExportState | undefined>;
  /** Stores each row in place of its older version, and the deletion of others. */
  save(change: { rows?: readonly Row[]; deleted?: readonly Known[] }, state: ExportState): Promise<void>;
  /** Rows that are here and not deleted, and that this walk has not saved. */
  unseen(walk: Walk): Promise<Known[]>;
}

/** A row that an earlier walk has saved. */
export type Known = Pick<Row, 'id' | 'uuid'>;
