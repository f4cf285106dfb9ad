import type { ListParams, Page } from '@getsales-gateway/api-client';
import DataLoader from 'dataloader';
import { asStep, type Context } from '../context.ts';
import { toLowerCase } from '../global-id.ts';
import { perOperation } from '../per-operation.ts';
import type { ListSource, Row } from '../relay/list-source.ts';
import { type BatchedFilter, batchedFilter, settled, toBatches } from './batch.ts';
import { type CommonList, type Need, readCommonList } from './common-list.ts';

/** A window on the children of one parent. */
export interface ChildWindow<Filter> {
  /** UUID of the parent, in lower case. */
  parent: string;
  /** The other conditions; equal for all windows that one request can answer. */
  filter: Filter;
  window: ListParams;
  range: Parameters<ListSource<Row>['list']>[1];
  /** Whether the number of all children is wanted too. */
  needsTotal: boolean;
}

export interface ChildWindowOptions<T extends Row, Filter> {
  /** Key under which the finding about the filter by several parents is stored. */
  name: string;
  /** Lists the children of several parents as one list, in the same order as each parent's own list. */
  list: (
    context: Context,
    parents: readonly string[],
    list: Pick<ChildWindow<Filter>, 'filter' | 'window' | 'range'> & { isProbe?: boolean },
  ) => Promise<Page<T>>;
  /** Usually one; none where they cannot be read. */
  parentsOf: (row: T) => readonly string[];
}

/**
 * Loads windows on the children of many parents, in the fewest upstream requests that are sure to be exact: from one common list
 * while its answers prove the filter and it is cheaper, and parent by parent for the rest. A page holds all known rows from the
 * start of its window: rows beyond those asked for cost nothing and may save a request.
 */
export function childWindows<T extends Row, Filter>(options: ChildWindowOptions<T, Filter>) {
  return perOperation(
    (context: Context) =>
      new DataLoader<ChildWindow<Filter>, Page<T>, string>(
        (windows) => {
          const step = { kind: 'children', name: options.name, count: windows.length } as const;
          return asStep(context, step, () => readWindows(context, windows, options));
        },
        { cacheKeyFn: (window) => JSON.stringify(window) },
      ),
  );
}

async function readWindows<T extends Row, Filter>(
  context: Context,
  windows: readonly ChildWindow<Filter>[],
  options: ChildWindowOptions<T, Filter>,
): Promise<(Page<T> | Error)[]> {
  const filter = batchedFilter(context.api, options.name);
  const pages = new Map<ChildWindow<Filter>, Page<T> | Error>();
  const batches = [...Map.groupBy(windows, listKeyOf).values()].flatMap(toBatchesByParent);
  const reads = filter.inTurn(batches, async (batch) => {
    const [answer] = await settled([readTogether(context, batch, filter, options)]);
    for (const window of batch) {
      const page = answer instanceof Error ? answer : answer && pageOf(answer, window);
      if (page) pages.set(window, page);
    }
  });
  await Promise.all(reads);
  const alone = filter.alone(windows.length - pages.size);
  const listAlone = (window: ChildWindow<Filter>) => alone(() => options.list(context, [window.parent], window));
  return settled(windows.map((window) => pages.get(window) ?? listAlone(window)));
}

/** Windows with the same key are windows of the same list. */
function listKeyOf({ filter, range, window: { order_field, order_type } }: ChildWindow<unknown>): string {
  return JSON.stringify([filter, range, order_field, order_type]);
}

/** Groups windows so that one request names at most as many parents as a filter takes. */
function toBatchesByParent<Filter>(windows: readonly ChildWindow<Filter>[]): ChildWindow<Filter>[][] {
  const byParent = Map.groupBy(windows, ({ parent }) => parent);
  return toBatches([...byParent.values()]).map((batch) => batch.flat());
}

async function readTogether<T extends Row, Filter>(
  context: Context,
  windows: readonly ChildWindow<Filter>[],
  batched: BatchedFilter,
  { name, list, parentsOf }: ChildWindowOptions<T, Filter>,
): Promise<CommonList<T> | undefined> {
  const [first] = windows;
  if (first === undefined) return undefined;
  const { filter, range, window } = first;
  return batched.together(async ({ isProven, isProbe: isFirstProbe }) => {
    const answer = await readCommonList<T>({
      needs: needsOf(windows),
      ask: (parents, page, { isProbe }) =>
        list(context, parents, { filter, range, window: { ...window, ...page }, isProbe }),
      parentsOf: (row) => parentsOf(row).map(toLowerCase),
      isProven,
      isProbe: isFirstProbe,
      canAfford: (requests) =>
        context.api.afford(requests).then(
          () => true,
          () => false,
        ),
    });
    if (answer.hasHoles) context.warn?.(`${name}: left out rows of which it cannot be read whose they are`);
    return { answer, isHonoured: answer.isHonoured };
  });
}

/** By parent: the rows up to the end of its windows, and one more, which shows whether there is a next page. */
function needsOf(windows: readonly ChildWindow<unknown>[]): Map<string, Need> {
  const needs = new Map<string, Need>();
  for (const { parent, needsTotal, window } of windows) {
    const { rows, total } = needs.get(parent) ?? { rows: 0, total: false };
    needs.set(parent, { rows: Math.max(rows, window.offset + window.limit + 1), total: total || needsTotal });
  }
  return needs;
}

function pageOf<T>(
  { known, hasTotals, hasHoles }: CommonList<T>,
  { parent, window, needsTotal }: ChildWindow<unknown>,
): Page<T> | undefined {
  const { rows, isComplete } = known.get(parent) ?? { rows: [], isComplete: false };
  const data = rows.slice(window.offset);
  if (needsTotal && hasTotals && hasHoles) return undefined;
  if (isComplete) return { data, total: hasTotals && !hasHoles ? rows.length : null, hasMore: false };
  const isEnough = data.length > window.limit && !(needsTotal && hasTotals);
  return isEnough ? { data, total: null, hasMore: null } : undefined;
}
