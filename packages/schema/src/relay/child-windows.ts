import type { ListParams, Page } from '@getsales-gateway/api-client';
import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Context } from '../context.ts';
import type { ListSource, Row } from './list-source.ts';

const MAX_SIZE = 100;

/** A window onto the children of one parent. */
export interface ChildWindow<Filter> {
  parent: string;
  /** What else narrows the list; equal for all windows that one request can answer. */
  filter: Filter;
  window: ListParams;
  range: Parameters<ListSource<Row>['list']>[1];
}

export interface ChildWindowOptions<T extends Row, Filter> {
  /** Lists the children of several parents as one list, in the order that each parent's own list has. */
  list: (context: Context, parents: readonly string[], child: Omit<ChildWindow<Filter>, 'parent'>) => Promise<Page<T>>;
  parentOf: (row: T) => string | null;
}

/**
 * Loads windows onto the children of many parents. One upstream request answers them all when all children fit one page;
 * otherwise each parent is asked for by itself. Exact either way.
 */
export function childWindows<T extends Row, Filter>({ list, parentOf }: ChildWindowOptions<T, Filter>) {
  return createContextCache((context: Context) => {
    const alone = ({ parent, ...child }: ChildWindow<Filter>) => list(context, [parent], child);
    return new DataLoader<ChildWindow<Filter>, Page<T>, string>(
      async (keys) => {
        const [first] = keys;
        const parents = [...new Set(keys.map((key) => key.parent))];
        const same = new Set(
          keys.map(({ filter, range, window }) =>
            JSON.stringify([filter, range, window.order_field, window.order_type]),
          ),
        );
        if (first === undefined || parents.length === 1 || same.size > 1) return Promise.all(keys.map(alone));
        const all = await list(context, parents, { ...first, window: { ...first.window, limit: MAX_SIZE, offset: 0 } });
        if (all.total === null || all.data.length < all.total) return Promise.all(keys.map(alone));
        return keys.map(({ parent, window: { limit, offset } }) => {
          const rows = all.data.filter((row) => parentOf(row)?.toLowerCase() === parent);
          return { data: rows.slice(offset, offset + limit), total: rows.length, hasMore: null };
        });
      },
      { cacheKeyFn: (key) => JSON.stringify(key) },
    );
  });
}
