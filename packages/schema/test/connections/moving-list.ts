import type { ListParams, Page } from '@getsales-gateway/api-client';
import type { ListSource } from '../../src/relay/list-source.ts';

/** A row of the modelled upstream. `at` is the wire's text of `time`. */
export interface ModelRow {
  uuid: string;
  at: string | null;
  time: number | null;
  /** When it was stored: another field to filter and order by. */
  stored: string;
  /** Breaks ties, in one order for good. Not on the wire. */
  tie: number;
}

export interface MovingListOptions {
  direction?: 'asc' | 'desc';
  nullsFirst?: boolean;
  /** Where the list is declared to have its nulls; where it has them, unless said. */
  declared?: boolean | undefined;
  /** Rows that one answer has at most, whatever is asked for. */
  cap?: number;
  /** Which of the two the answers carry. */
  says?: 'both' | 'total' | 'hasMore' | 'neither';
  /** What the total is instead of the truth, in every other answer or in all: 0, or one row less than the answer's rows show. */
  lies?: 'zero' | 'below' | 'every other' | undefined;
  searchWindow?: number | undefined;
  /** Called before each request is answered: where the list moves. */
  beforeAnswer?: (request: number) => void;
}

export interface Asked extends ListParams {
  range: unknown;
}

const START = Date.UTC(2026, 0, 1);

export type MovingList = ReturnType<typeof createMovingList>;

/** A list as the upstream keeps it: ordered at every moment, read by limit and offset, moving between requests. */
export function createMovingList(initial: readonly ModelRow[], options: MovingListOptions = {}) {
  const { direction = 'desc', nullsFirst = direction === 'asc', searchWindow, declared, beforeAnswer } = options;
  const rows = [...initial].sort(orderOf(direction, nullsFirst));
  const touched = new Set<string>();
  const requests: Asked[] = [];

  const insert = (row: ModelRow) => {
    const compare = orderOf(direction, nullsFirst);
    const index = rows.findIndex((other) => compare(row, other) < 0);
    rows.splice(index < 0 ? rows.length : index, 0, row);
  };
  const remove = (index: number) => {
    const [row] = rows.splice(index, 1);
    if (row !== undefined) touched.add(row.uuid);
    return row;
  };

  const source: ListSource<ModelRow> = {
    name: 'Query.model',
    identity: null,
    orderField: 'at',
    sortDirection: direction,
    nullsFirst: declared ?? nullsFirst,
    searchWindow,
    async list(window, range) {
      requests.push({ ...window, range });
      beforeAnswer?.(requests.length - 1);
      const isTurned = window.order_type !== direction;
      // MySQL turns the nulls round with the order; ties then stand in no particular order.
      const listed = isTurned ? rows.toSorted(orderOf(window.order_type, !nullsFirst)) : rows;
      const page = toPage(listed.filter(matching(range)), window, options);
      return page.total === null
        ? page
        : { ...page, total: lieAbout(page.total, page.data.length, window, requests.length) };
    },
  };

  function lieAbout(total: number, count: number, { offset }: ListParams, request: number): number {
    if (options.lies === undefined || (options.lies === 'every other' && request % 2 === 0)) return total;
    return options.lies === 'zero' ? 0 : Math.max(0, offset + count - 1);
  }

  return { rows, touched, requests, source, insert, remove };
}

/** A row at a time in milliseconds. Its wire text has as many digits as it needs, or more. */
export function modelRow(id: number, time: number | null, tie = id): ModelRow {
  const stored = new Date(START + ((id * 7919) % 1000) * 1000).toISOString();
  return { uuid: `row-${id}`, at: time === null ? null : toWire(time, id), time, stored, tie };
}

function toWire(time: number, id: number): string {
  const text = new Date(START + time).toISOString();
  if (id % 3 === 0) return text.replace('Z', '000Z');
  return id % 3 === 1 ? text.replace(/\.?0+Z$/, 'Z') : text;
}

function orderOf(direction: 'asc' | 'desc', nullsFirst: boolean) {
  return (a: ModelRow, b: ModelRow) => {
    if (a.time === b.time) return a.tie - b.tie;
    if (a.time === null || b.time === null) return (a.time === null) === nullsFirst ? -1 : 1;
    return direction === 'asc' ? a.time - b.time : b.time - a.time;
  };
}

function matching(range: Parameters<ListSource<ModelRow>['list']>[1]) {
  if (range === undefined) return () => true;
  const [from, until] = [range['>='], range['<=']].map((bound) => bound && Date.parse(String(bound)) - START);
  return ({ time }: ModelRow) =>
    time !== null && (typeof from !== 'number' || time >= from) && (typeof until !== 'number' || time <= until);
}

function toPage(
  rows: readonly ModelRow[],
  { limit, offset }: ListParams,
  { cap = 100, says = 'both', searchWindow = Number.POSITIVE_INFINITY }: MovingListOptions,
): Page<ModelRow> {
  if (offset + limit > searchWindow) throw new Error(`Past the search window: ${offset} + ${limit}`);
  if (limit < 1 || limit > 100) throw new Error(`Not a limit: ${limit}`);
  const data = rows.slice(offset, offset + Math.min(limit, cap));
  return {
    data,
    total: says === 'both' || says === 'total' ? rows.length : null,
    hasMore: says === 'both' || says === 'hasMore' ? offset + data.length < rows.length : null,
  };
}
