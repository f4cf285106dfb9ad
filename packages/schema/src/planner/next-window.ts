import { countRows, type Page } from '@getsales-gateway/api-client';

/** The rows that earlier windows of a list gave. */
export interface Held {
  held: readonly { uuid: string }[];
  /** Rows of the longest answer. */
  longest: number;
}

/** The rows of a window after the last known row; none when the list moved by more than the overlap. */
export function rowsAfter<T extends { uuid: string }>(held: Held['held'], data: readonly T[]): T[] {
  const last = held.at(-1);
  const start = last === undefined ? 0 : data.findIndex(({ uuid }) => uuid === last.uuid) + 1;
  if (last !== undefined && start === 0) return [];
  const seen = new Set(held.map(({ uuid }) => uuid));
  return data.slice(start).filter(({ uuid }) => !seen.has(uuid) && seen.add(uuid));
}

/** Whether no row follows. An answer without numbers shows it when it ends with the last known row. */
export function isLast(page: Page<{ uuid: string }>, offset: number, { held, longest }: Held): boolean {
  const { data, total, hasMore } = page;
  const count = countRows(page);
  if (total !== null) return offset + count >= total;
  if (count === 0) return true;
  if (hasMore !== null) return !hasMore;
  return count < longest && data.at(-1)?.uuid === held.at(-1)?.uuid;
}
