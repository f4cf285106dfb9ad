import type { FilterValue, ListParams, Page } from '@getsales-gateway/api-client';
import type { GraphQLResolveInfo } from 'graphql';
import { countAnswerRows } from '../answer-rows.ts';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import { asStep, type Context } from '../context.ts';
import { costs } from '../cost/declared.ts';
import { isUuid } from '../global-id.ts';
import { childWindows } from '../planner/child-windows.ts';
import type { ListSource, Row, SortRange } from '../relay/list-source.ts';
import { offsetConnection } from '../relay/offset-connection.ts';
import { selects } from '../selection.ts';
import type { Entity } from './entity.ts';
import type { FilterInput, WireFilter } from './filter-input.ts';
import { NEWEST_FIRST, type Order, type OrderInput } from './order-input.ts';

/** A row that can be listed by when it came. */
interface Dated extends Row {
  created_at: string | null;
}

/** One window of a list, as the upstream is asked for it. */
type Params<Key extends string> = ListParams & { filter: WireFilter<Key> };

interface Options<T extends Row, Key extends string> {
  /** The connection, such as `Query.leads`. Cursors name it: another name makes those that are out there invalid. */
  name: string;
  filter?: FilterInput<Key>;
  /** Newest first, without it. */
  order?: OrderInput<string & keyof T>;
}

export interface ConnectionOptions<T extends Row, Key extends string> extends Options<T, Key> {
  /** What asks for one window of the list. */
  list: (context: Context, info: GraphQLResolveInfo) => (params: Params<Key>) => Promise<Page<T>>;
  /** How many rows offsets reach, by the filter; without it, all. */
  searchWindow?: (filter: WireFilter<Key>) => number | undefined;
}

interface Arguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: object | null | undefined;
  search?: string | null | undefined;
  orderBy?: { field: string; direction: 'asc' | 'desc' } | null | undefined;
}

/** The `search` argument of a list. */
export function searchArgs(description: string) {
  return builder.args((t) => ({ search: t.string({ description }) }));
}

/**
 * What a connection resolves with: an exact walk over a list of the upstream. It is for callers with a key only, asks the budget
 * before it reads several windows, and remembers its rows, so that nothing that refers to them loads them again.
 */
export function connection<T extends Dated, Key extends string>(entity: Entity<T>, options: ConnectionOptions<T, Key>) {
  const resolve = (_root: object, args: Arguments, context: Context, info: GraphQLResolveInfo) => {
    const { filter, order, range, ranges } = toQuery(args, options);
    context.api.requireKey();
    const count = (rows: number) => countAnswerRows(rows, context, info);
    count(0);
    const list = options.list(context, info);
    const source: ListSource<T> = {
      name: options.name,
      identity: { ...filter, ...ranges },
      ...order,
      range,
      ranges,
      searchWindow: options.searchWindow?.(filter),
      warn: context.warn,
      afford: context.api.afford,
      count,
      list: (window, bounds) =>
        remembering(entity, context, list({ ...window, filter: withCondition(filter, window.order_field, bounds) })),
    };
    return asStep(context, { kind: 'connection', name: options.name }, () => offsetConnection(args, source, info));
  };
  return costs({ kind: 'list', searchedBy: options.filter?.checkedFields }, resolve);
}

export interface ChildOptions<T extends Row, Key extends string, ParentKey extends string> extends Options<T, Key> {
  /** For a thread: the field by which children without a sort value are ordered behind the others. */
  undatedBy?: string & keyof T;
  /** The filter key that names the parents; the same in a child's row, which holds one or several of them. */
  key: ParentKey & keyof T;
  /** How many rows offsets reach; without it, all. */
  searchWindow?: number;
  /** Whether most parents have children: then the first answer shows whether the filter takes several parents. */
  isDense?: boolean;
  /** Asks for one window of the children of one or several parents; a guess until the filter is proven to take several. */
  list: (context: Context) => (params: Params<Key | ParentKey>, form: { isProbe: boolean }) => Promise<Page<T>>;
}

/**
 * The connection from a parent to its children. Lists of many parents are read together, in the fewest requests that are sure to
 * be exact.
 */
export function hasMany<T extends Dated, Key extends string, const ParentKey extends string>(
  entity: Entity<T>,
  options: ChildOptions<T, Key, ParentKey>,
) {
  const { name, key } = options;
  const windows = windowsOf(options, (page, context) => remembering(entity, context, page));
  const children = {
    resolve({ uuid: parent }: Row, args: Arguments, context: Context, info: GraphQLResolveInfo) {
      const { filter, order, range, ranges } = toQuery(args, options);
      if (new Map<string, unknown>(Object.entries(filter)).has(key)) {
        throw badInput('`filter` names what this list hangs on already: leave that condition out');
      }
      const count = (rows: number) => countAnswerRows(rows, context, info);
      count(0);
      // The last ones, without a cursor, are counted from the end.
      const needsTotal = selects(info, ['totalCount']) || (args.last != null && args.before == null);
      const source: ListSource<T> = {
        name,
        identity: { ...filter, ...ranges, [key]: parent },
        ...order,
        range,
        ranges,
        undatedBy: options.undatedBy,
        searchWindow: options.searchWindow,
        warn: context.warn,
        count,
        list: (window, bounds) => windows(context).load({ parent, filter, window, range: bounds, needsTotal }),
      };
      return offsetConnection(args, source, info);
    },
    /** Drops what the operation has read of them, since it may have changed. */
    forget: (context: Context): void => void windows(context).clearAll(),
  };
  // A thread is read from both of its ends: those of many parents seldom fit into one list.
  const isTogether = options.undatedBy === undefined;
  const known = isTogether ? { filter: name, isDense: options.isDense ?? false } : {};
  costs({ kind: 'children', key, searchedBy: options.filter?.checkedFields, ...known }, children.resolve);
  return children;
}

/** The first rows of a parent, in the default order. Those of many parents are read together. */
export function firstOf<T extends Dated, Key extends string, const ParentKey extends string>(
  options: ChildOptions<T, Key, ParentKey>,
) {
  const windows = windowsOf(options, (page) => page);
  return {
    async load(parent: string, limit: number, context: Context): Promise<T[]> {
      const { orderField, sortDirection } = toQuery({}, options).order;
      const window = { limit, offset: 0, order_field: orderField, order_type: sortDirection };
      const page = await windows(context).load({ parent, filter: {}, window, range: undefined, needsTotal: false });
      return page.data.slice(0, limit);
    },
    /** Drops what the operation has read of them, since it may have changed. */
    forget: (context: Context): void => void windows(context).clearAll(),
  };
}

function windowsOf<T extends Dated, Key extends string, ParentKey extends string>(
  { name, key, list: listOf }: ChildOptions<T, Key, ParentKey>,
  keep: (page: Promise<Page<T>>, context: Context) => Promise<Page<T>>,
) {
  return childWindows<T, WireFilter<Key>>({
    name,
    list(context, parents, { filter, window, range, isProbe = false }) {
      const ofParents: WireFilter<Key | ParentKey> = {};
      Object.assign(ofParents, filter);
      ofParents[key] = parents.length === 1 ? parents[0] : parents;
      const params = { ...window, filter: withCondition(ofParents, window.order_field, range) };
      return keep(listOf(context)(params, { isProbe }), context);
    },
    parentsOf(row) {
      const parents: unknown = row[key];
      return (Array.isArray(parents) ? parents : [parents]).filter(isUuid);
    },
  });
}

interface Query<T extends Row, Key extends string> {
  filter: WireFilter<Key>;
  order: Order<string & keyof T>;
  /** The caller's own bounds on the sort field. */
  range: SortRange | undefined;
  /** Bounds that the gateway keeps to by itself, by field; undefined without any. */
  ranges: Record<string, SortRange> | undefined;
}

/** @throws BAD_USER_INPUT */
function toQuery<T extends Dated, Key extends string>(
  { filter: given, search, orderBy }: Arguments,
  options: Options<T, Key>,
): Query<T, Key> {
  const filter: WireFilter<Key> = {};
  if (search) filter.q = search;
  const ranges: Record<string, SortRange> = {};
  const conditions: Record<string, FilterValue | undefined> = options.filter?.toWire(given) ?? {};
  for (const [key, condition] of Object.entries(conditions)) {
    const isChecked = options.filter?.checkedKeys.has(key) && isRange(condition);
    Object.assign(isChecked ? ranges : filter, { [key]: condition });
  }
  const order = options.order ? options.order.toOrder(orderBy, filter) : NEWEST_FIRST;
  const condition = Object.entries<FilterValue | undefined>(filter).find(([key]) => key === order.orderField)?.[1];
  const range = isRange(condition) ? condition : undefined;
  return { filter, order, range, ranges: Object.keys(ranges).length > 0 ? ranges : undefined };
}

function isRange(condition: FilterValue | undefined): condition is SortRange {
  return typeof condition === 'object' && !Array.isArray(condition);
}

function withCondition<Key extends string>(filter: WireFilter<Key>, key: string, value: FilterValue | undefined) {
  return value === undefined ? filter : { ...filter, [key]: value };
}

async function remembering<T extends Row>(entity: Entity<T>, context: Context, asked: Promise<Page<T>>) {
  const page = await asked;
  entity.rememberAll(page.data, context);
  return page;
}
