import type { PageParams } from '@getsales-gateway/api-client';
import type { Run, Walk } from './run.ts';

/** The upstream's documented maximum. */
export const MAX_WINDOW = 100;
/** Rows that a window has in common with what it continues: the row to go on from, and a margin for rows that come or go. */
export const OVERLAP = 5;

/** How many rows a window has in common with a run it continues. Where only new rows can show that there are more: one. */
export function overlapOf({ more }: Run<unknown>, walk: Walk): number {
  return walk === 'forward' && more === undefined ? 1 : OVERLAP;
}

/** What windows are laid out by. */
export interface Layout {
  /** Rows that one answer has at most. */
  width: number;
  overlap: number;
  /** Offset that no window may pass. */
  reach: number;
}

/** Where a walk stands: beside the row at `position`, in a list of `total` rows when the position was taken. */
export interface Standpoint {
  position: number;
  total: number | null;
}

/**
 * The windows that give `rows` rows beyond a row, the nearest first. Each begins with what it continues. One alone where it
 * is not known that more rows are there; none where they are out of reach.
 */
export function windowsBeyond({ position, total }: Standpoint, rows: number, walk: Walk, layout: Layout): PageParams[] {
  return walk === 'forward' ? windowsAfter(position, total ?? 0, rows, layout) : windowsBefore(position, rows, layout);
}

function windowsAfter(position: number, total: number, rows: number, { width, overlap, reach }: Layout): PageParams[] {
  const end = position + 1 + rows;
  // A list read from its first row cannot slip: no margin.
  const margin = position < 0 ? 0 : overlap - 1;
  const windows: PageParams[] = [];
  for (let offset = Math.max(0, position + 1 - overlap); offset < reach; offset += width - overlap) {
    const limit = Math.max(1, Math.min(width, end + margin - offset, reach - offset));
    windows.push({ offset, limit });
    if (offset + limit >= Math.min(end, total, reach)) break;
  }
  return windows;
}

function windowsBefore(position: number, rows: number, { width, overlap, reach }: Layout): PageParams[] {
  const start = Math.max(0, Math.min(position, reach) - rows);
  const windows: PageParams[] = [];
  for (let end = Math.min(reach, position + overlap); ; end -= width - overlap) {
    const offset = Math.max(0, end - width, start - (overlap - 1));
    windows.push({ offset, limit: end - offset });
    if (offset <= start) return windows;
  }
}

/** One window that has a place well inside it, and beside it the rows that a page of `rows` takes from there. */
export function windowAround(place: number, rows: number, walk: Walk, { width, reach }: Layout): PageParams {
  const near = Math.max(OVERLAP - 1, Math.floor((width - 1 - rows) / 2));
  const offset = Math.max(0, Math.min(walk === 'forward' ? place - near : place + near + 1 - width, reach - width));
  return { offset, limit: width };
}
