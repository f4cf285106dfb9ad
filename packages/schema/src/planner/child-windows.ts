import type { ListParams, Page } from '@getsales-gateway/api-client';
import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Context } from '../context.ts';
import type { ListSource, Row } from '../relay/list-source.ts';
import { tryBatch } from './batch.ts';
import { type Known, readCommonList } from './common-list.ts';
import { settled } from './settled.ts';

/** Values of one filter that go into one URL. */
const MAX_PARENTS = 100;

/** A window onto the children of one parent. */
export interface ChildWindow<Filter> {
  /** UUID of the parent, in lower case. */
  parent: string;
  /** What else narrows the list; equal for all windows that one request can answer. */
  filter: Filter;
  window: ListParams;
  range: Parameters<ListSource<Row>['list']>[1];
  /** Whether the number of all children is wanted too. */
  needsTotal: boolean;
}

export interface ChildWindowOptions<T extends Row, Filter> {
  /** What the finding about the filter by several parents is remembered as. */
  name: string;
  /** Lists the children of several parents as one list, in the order that each parent's own list has. */
  list: (
    context: Context,
    parents: readonly string[],
    list: Pick<ChildWindow<Filter>, 'filter' | 'window' | 'range'>,
  ) => Promise<Page<T>>;
  parentOf: (row: T) => string | null;
}

/**
 * Loads windows onto the children of many parents, in the fewest upstream requests that are sure to be exact: from one
 * common list for as long as its answers prove it honest and it is cheaper, and parent by parent for the rest.
 */
export function childWindows<T extends Row, Filter>(options: ChildWindowOptions<T, Filter>) {
  const alone = (context: Context, window: ChildWindow<Filter>) => options.list(context, [window.parent], window);

  return createContextCache(
    (context: Context) =>
      new DataLoader<ChildWindow<Filter>, Page<T>, string>(
        (windows) => {
          const commonLists = new Map(
            [...Map.groupBy(windows, listKeyOf)].map(([key, alike]) => [key, readTogether(context, alike, options)]),
          );
          const answers = windows.map(async (window) => {
            const known = (await commonLists.get(listKeyOf(window)))?.get(window.parent);
            return cut(known, window) ?? alone(context, window);
          });
          return settled(answers);
        },
        { cacheKeyFn: (window) => JSON.stringify(window), maxBatchSize: MAX_PARENTS },
      ),
  );
}

/** Windows with this key in common are windows of one list. */
function listKeyOf({ filter, range, window: { order_field, order_type } }: ChildWindow<unknown>): string {
  return JSON.stringify([filter, range, order_field, order_type]);
}

async function readTogether<T extends Row, Filter>(
  context: Context,
  windows: readonly ChildWindow<Filter>[],
  { name, list, parentOf }: ChildWindowOptions<T, Filter>,
): Promise<ReadonlyMap<string, Known<T>> | undefined> {
  const [first] = windows;
  if (first === undefined) return undefined;
  const { filter, range, window } = first;
  return tryBatch(context.api.findings, name, async (isProven) => {
    const { known, isHonoured } = await readCommonList<T>({
      needs: needsOf(windows),
      ask: (parents, page) => list(context, parents, { filter, range, window: { ...window, ...page } }),
      parentOf: (row) => parentOf(row)?.toLowerCase() ?? '',
      isProven,
    });
    return { answer: known, isHonoured };
  });
}

/** By parent: the rows that its windows reach, and one more, which shows whether there is a next page. */
function needsOf(windows: readonly ChildWindow<unknown>[]): Map<string, number> {
  const needs = new Map<string, number>();
  for (const { parent, needsTotal, window } of windows) {
    const need = needsTotal ? Number.POSITIVE_INFINITY : window.offset + window.limit + 1;
    needs.set(parent, Math.max(need, needs.get(parent) ?? 0));
  }
  return needs;
}

function cut<T>(known: Known<T> | undefined, { window, needsTotal }: ChildWindow<unknown>): Page<T> | undefined {
  if (known === undefined) return undefined;
  const { rows, isComplete } = known;
  const end = window.offset + window.limit;
  if (!isComplete && (needsTotal || rows.length <= end)) return undefined;
  return { data: rows.slice(window.offset, end), total: isComplete ? rows.length : null, hasMore: rows.length > end };
}
