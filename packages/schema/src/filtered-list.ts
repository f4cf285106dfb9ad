import type { ListParams, Page } from '@getsales-gateway/api-client';
import type { Context } from './context.ts';
import type { ListSource, Row } from './relay/list-source.ts';

export interface FilteredListOptions<T extends Row, Filter extends object> {
  /** The connection, such as `Query.leads`. */
  name: string;
  filter: Filter;
  /** The type of the rows, which remembers them. */
  entity: { remember(row: NoInfer<T>, context: Context): unknown };
  order: Pick<ListSource<T>, 'orderField' | 'direction'>;
  list: (params: ListParams & { filter: Filter }) => Promise<Page<T>>;
}

/**
 * A list of the upstream that takes a filter, as a connection walks it: a bound on the sort field is one more condition. It is for
 * callers with a key only, also where the query selects nothing that is read.
 */
export function filteredList<T extends Row, Filter extends object>(
  context: Context,
  { name, filter, entity, order, list }: FilteredListOptions<T, Filter>,
): ListSource<T> {
  context.api.requireKey();
  return {
    name,
    identity: filter,
    ...order,
    warn: context.warn,
    afford: context.api.afford,
    async list(window, range) {
      const page = await list({ ...window, filter: range ? { ...filter, [window.order_field]: range } : filter });
      for (const row of page.data) entity.remember(row, context);
      return page;
    },
  };
}

export const NEWEST_FIRST = { orderField: 'created_at', direction: 'desc' } as const;
