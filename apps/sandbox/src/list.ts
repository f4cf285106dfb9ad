import type { Dialect } from './dialect.ts';
import { type ListSpec, toFilter, toMatcher } from './list-filter.ts';
import { sortRows } from './order.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Call } from './route.ts';
import { type Form, toWindow, type Window } from './window.ts';

interface ListRequest<R> {
  form: Form;
  /** Whether rows beyond the search window are out of reach. */
  windowed?: boolean;
  /** Puts the rows of the window into the shape in which they are served. */
  shape?(rows: readonly R[]): readonly unknown[];
}

export const LIST_BODY = ['limit', 'offset', 'order_field', 'order_type', 'filter'];
export const LIST_QUERY = [...LIST_BODY, 'order-field', 'order-type'];

/** Answers one window of a list: filtered, in order, in the upstream's envelope. */
export function list<R extends { uuid: string }>(call: Call, spec: ListSpec<R>, request: ListRequest<R>): Answer {
  const { dialect, world } = call;
  const asked = call[request.form];
  const window = toWindow(asked, request.form, spec.orders, dialect);
  const filter = toFilter(asked['filter'], request.form, spec, dialect);
  const rows = spec
    .rows(world)
    .view(JSON.stringify([filter, window.order, dialect.nulls]), (all) =>
      sortRows(all.filter(toMatcher(filter, spec)), window.order, dialect.nulls),
    );

  const { windowed = false, shape = (same) => same } = request;
  const reach = windowed ? dialect.searchWindow : Number.POSITIVE_INFINITY;
  if (window.offset + window.limit > reach) {
    if (dialect.beyondWindow === 'error') throw new Refusal(500, 'Server Error');
    if (dialect.beyondWindow === 'no-body') return { status: 200 };
  }
  const end = Math.min(window.offset + window.limit, reach);
  const total = dialect.total === 'capped' ? Math.min(rows.length, reach) : rows.length;
  return { status: 200, body: toEnvelope(shape(rows.slice(window.offset, end)), total, window, dialect) };
}

function toEnvelope(data: readonly unknown[], total: number, window: Window, dialect: Dialect): object {
  const numbers = {
    limit: window.limit,
    offset: window.offset,
    ...(dialect.total !== 'absent' && { total: told(total, dialect) }),
    ...(dialect.hasMore === 'present' && { has_more: window.offset + data.length < total }),
  };
  const rows = toListForm(data, dialect);
  return dialect.pagination === 'nested' ? { data: rows, pagination: numbers } : { data: rows, ...numbers };
}

/** An object's keys begin with 1: what PHP makes of an array whose first element was taken out. */
function toListForm(data: readonly unknown[], { lists }: Dialect): unknown {
  if (lists === 'objects') return Object.fromEntries(data.map((row, index) => [index + 1, row]));
  return lists === 'null-when-empty' && data.length === 0 ? null : data;
}

function told(total: number, { total: form }: Dialect): number | string {
  if (form === 'text') return String(total);
  if (form === 'zero') return 0;
  if (form === 'negative') return -1;
  return form === 'fraction' ? total + 0.5 : total;
}
