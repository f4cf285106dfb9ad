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
  sortDirection: 'asc' | 'desc';
  /** Whether rows without a sort value stand at the start of the list, or at its end. Answers are checked against it. */
  nullsFirst: boolean;
  /** The caller's own bounds on the sort field, if any. */
  range?: SortRange | undefined;
  /** Bounds by field that the gateway keeps to by itself, because the upstream may ignore them. */
  ranges?: Readonly<Record<string, SortRange>> | undefined;
  /** For a thread: the field by which rows without a sort value are ordered behind the others. */
  undatedBy?: (string & keyof T) | undefined;
  /** How many rows offsets reach, where the upstream has such a limit. Further rows are read by ranges of the sort field. */
  searchWindow?: number | undefined;
  /** Called at most once for each page of the connection, when rows came in another order than asked. */
  warn?: ((message: string) => void) | undefined;
  /** Called before several windows are read at once. Throws if the request budget does not hold them all in time. */
  afford?: ((windows: number) => Promise<void>) | undefined;
  /** Called with the number of rows of a page before it is built. Throws if the whole answer would have too many. */
  count?: ((rows: number) => void) | undefined;
  /** Asks for one window. `range` filters the sort field: the caller's own bounds, or narrower ones. */
  list(window: ListParams, range: SortRange | undefined): Promise<Page<T>>;
}
