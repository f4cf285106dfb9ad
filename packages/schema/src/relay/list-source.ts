import type { FilterValue, ListParams, Page } from '@getsales-gateway/api-client';

/** What every row of a list has. */
export interface Row {
  uuid: string;
}

/** Bounds on the sort field, in the upstream's own operators. */
export type SortRange = Exclude<FilterValue, string | number | boolean | readonly unknown[]>;

/** One ordered list of the upstream, as a connection walks it. */
export interface ListSource<T extends Row> {
  /** The connection, such as `Query.leads`. */
  name: string;
  /** Every argument but window and order that decides which rows are in the list. Part of each cursor's fingerprint. */
  identity: unknown;
  orderField: string & keyof T;
  direction: 'asc' | 'desc';
  /** The caller's own bounds on the sort field, if any. */
  range?: SortRange | undefined;
  /** How many rows the upstream lets offsets reach, where it has such a limit: 10,000 for a search. Ranges go past it. */
  searchWindow?: number | undefined;
  /** Hears, once for each page of the connection, that rows came in another order than asked. */
  warn?: ((message: string) => void) | undefined;
  /** Asked before several windows are read at once: throws where they cannot all be had in time. */
  afford?: ((windows: number) => Promise<void>) | undefined;
  /** Told how many rows a page has before it is built: throws where the whole answer would have too many. */
  count?: ((rows: number) => void) | undefined;
  /**
   * Asks for one window. `range` is what to filter the sort field by: the caller's own bounds, narrowed where a walk goes past
   * the upstream's search window, or a test for null.
   */
  list(window: ListParams, range: SortRange | 'is_null' | 'is_not_null' | undefined): Promise<Page<T>>;
}
