import type { ListParams, Page } from '@getsales-gateway/api-client';
import type { Context } from './context.ts';
import type { ListSource, Row } from './relay/list-source.ts';

export interface FilteredListOptions<T extends Row, Filter extends object> {
  /** The connection, such as `Query.leads`. */
  name: string;
  filter: Filter;
  order: Pick<ListSource<T>, 'orderField' | 'direction'>;
  list: (params: ListParams & { filter: Filter }) => Promise<Page<T>>;
}

/** A list of the upstream that takes a filter, as a connection walks it: a bound on the sort field is one more condition. */
export function filteredList<T extends Row, Filter extends object>(
  { api, warn }: Context,
  { name, filter, order, list }: FilteredListOptions<T, Filter>,
): ListSource<T> {
  return {
    name,
    identity: filter,
    ...order,
    warn,
    afford: api.afford,
    list: (window, range) => list({ ...window, filter: range ? { ...filter, [window.order_field]: range } : filter }),
  };
}

export const NEWEST_FIRST = { orderField: 'created_at', direction: 'desc' } as const;
