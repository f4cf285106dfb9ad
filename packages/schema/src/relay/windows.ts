import type { PageParams } from '@getsales-gateway/api-client';

/** Where a list is read to from a place in it: towards its last row, or towards its first. */
export type Direction = 'forward' | 'backward';

/** The upstream's documented maximum. */
export const MAX_ROWS = 100;
/** Rows that a window has in common with what it continues: the row to go on from, and a margin for rows that come or go. */
export const OVERLAP = 5;

/** How many rows a window has in common with rows it continues. If only new rows can show that there are more: one. */
export function overlapOf({ more }: { more: boolean | undefined }, direction: Direction): number {
  return direction === 'forward' && more === undefined ? 1 : OVERLAP;
}

/** What windows are laid out by. */
export interface Layout {
  /** Rows that one answer has at most. */
  maxRows: number;
  overlap: number;
  /** Offset that no window may pass. */
  reach: number;
}

/** A row's position, and the number of rows in the list when the position was taken. */
export interface Standpoint {
  position: number;
  total: number | null;
}

/**
 * The windows that give `rows` rows beyond a row, the nearest first. Each begins with what it continues. One alone if it is
 * not known that more rows are there; none if they are out of reach.
 */
export function windowsBeyond(from: Standpoint, rows: number, direction: Direction, layout: Layout): PageParams[] {
  return direction === 'forward' ? windowsAfter(from, rows, layout) : windowsBefore(from, rows, layout);
}

function windowsAfter({ position, total }: Standpoint, rows: number, { maxRows, overlap, reach }: Layout) {
  const end = position + 1 + rows;
  // A list read from its first row cannot slip: no margin.
  const margin = position < 0 ? 0 : overlap - 1;
  const windows: PageParams[] = [];
  for (let offset = Math.max(0, position + 1 - overlap); offset < reach; offset += maxRows - overlap) {
    const limit = Math.max(1, Math.min(maxRows, end + margin - offset, reach - offset));
    windows.push({ offset, limit });
    if (offset + limit >= Math.min(end, total ?? 0, reach)) break;
  }
  return windows;
}

function windowsBefore({ position }: Standpoint, rows: number, { maxRows, overlap, reach }: Layout) {
  const start = Math.max(0, Math.min(position, reach) - rows);
  const windows: PageParams[] = [];
  for (let end = Math.min(reach, position + overlap); ; end -= maxRows - overlap) {
    const offset = Math.max(0, end - maxRows, start - (overlap - 1));
    windows.push({ offset, limit: end - offset });
    if (offset <= start) return windows;
  }
}

/** One window that has a place well inside it, and beside it the rows that a page of `rows` takes from there. */
export function windowAround(place: number, rows: number, direction: Direction, layout: Layout): PageParams {
  const { maxRows, reach } = layout;
  const near = Math.max(OVERLAP - 1, Math.floor((maxRows - 1 - rows) / 2));
  const start = direction === 'forward' ? place - near : place + near + 1 - maxRows;
  return { offset: Math.max(0, Math.min(start, reach - maxRows)), limit: maxRows };
}
