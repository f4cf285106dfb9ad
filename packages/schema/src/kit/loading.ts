import type { ApiClient, ListParams, Page } from '@getsales-gateway/api-client';
import DataLoader from 'dataloader';
import { refuse } from '../codes.ts';
import type { Context } from '../context.ts';
import { toLowerCase } from '../global-id.ts';
import { perOperation } from '../per-operation.ts';
import { MAX_VALUES, settled, toBatches } from '../planner/batch.ts';
import { gathering, type LoadRows } from '../planner/gather.ts';
import { loadReferences, type ReferenceOptions } from '../planner/references.ts';
import type { Row } from '../relay/list-source.ts';

const isThrifty = Symbol('Made by the functions of this file');

/**
 * Loads rows by UUID, in lower case, in the order asked; null for what does not exist. Only the functions below make one, so that
 * no entity is loaded row by row without a check of the budget.
 */
export type Load<T> = LoadRows<T> & {
  readonly [isThrifty]: true;
  /** Whether each row takes a request of its own. */
  readonly isAlone: boolean;
};

function thrifty<T>(load: LoadRows<T>, isAlone = false): Load<T> {
  return Object.assign(load, { [isThrifty]: true as const, isAlone });
}

/**
 * Loads rows of a resource: up to a hundred by one request where the upstream filters by UUIDs, and one by one, within the budget,
 * where it does not.
 *
 * @param name Key under which it is stored what the filter does and which rows are gone: `leads by uuid`.
 */
export function loadBy<T extends Row>(
  name: string,
  resource: (api: ApiClient) => Required<Pick<ReferenceOptions<T>, 'getMany' | 'get'>>,
): Load<T> {
  const load: LoadRows<T> = (uuids, { api }) => {
    const { getMany, get } = resource(api);
    return loadReferences(uuids, { api, name, getMany, get });
  };
  return thrifty(gathering(load));
}

/** Loads rows of a resource that cannot be filtered by UUIDs: one by one, within the budget. */
export function loadAlone<T extends Row>(
  name: string,
  resource: (api: ApiClient) => Pick<ReferenceOptions<T>, 'get'>,
): Load<T> {
  const load: LoadRows<T> = (uuids, { api }) => loadReferences(uuids, { api, name, get: resource(api).get });
  return thrifty(gathering(load), true);
}

type List<T> = (
  params: ListParams & { filter: { uuid: readonly string[] } },
  form: { isProbe: boolean },
) => Promise<Page<T>>;

/**
 * Loads rows of a large list that has no route for single rows, by a filter that no reference lists for it: an answer is believed
 * where its rows are those that were asked for, and UPSTREAM_ERROR stands for a row where they are others.
 */
export function loadByFilter<T extends Row>(name: string, list: (api: ApiClient) => List<T>): Load<T> {
  const window = (uuids: readonly string[]) => ({
    filter: { uuid: uuids },
    limit: uuids.length,
    offset: 0,
    order_field: 'created_at',
    order_type: 'asc' as const,
  });
  return loadBy(name, (api) => ({
    getMany: (uuids, form) => list(api)(window(uuids), form),
    async get(uuid) {
      const { data } = await list(api)(window([uuid]), { isProbe: false });
      const row = data.find((each) => each.uuid === uuid);
      if (!row && data.length > 0) throw refuse('UPSTREAM_ERROR', 'GetSales does not find these by their id.');
      return row ?? null;
    },
  }));
}

/** Loads rows from small collections: what the first lacks is looked for in the next. */
export function loadFrom<T extends Row>(...collections: readonly { load: LoadRows<T> }[]): Load<T> {
  return thrifty(async (uuids, context) => {
    const found = new Map<string, T | Error>();
    for (const { load } of collections) {
      const missing = uuids.filter((uuid) => !found.has(uuid));
      const rows = missing.length > 0 ? await load(missing, context) : [];
      for (const [index, row] of rows.entries()) if (row !== null) found.set(missing[index] ?? '', row);
    }
    return uuids.map((uuid) => found.get(uuid) ?? null);
  });
}

/** Picks rows from a few that one request gives. */
export function loadAmong<T extends Row>(read: (context: Context) => Promise<readonly T[]>): Load<T> {
  return thrifty(async (uuids, context) => {
    const rows = await read(context);
    return uuids.map((uuid) => rows.find((row) => row.uuid === uuid) ?? null);
  });
}

/** Loads rows that have no list of their own: each is found among rows that other loaders read together. */
export function loadEach<T>(find: (uuid: string, context: Context) => Promise<T | null>): Load<T> {
  return thrifty((uuids, context) => settled(uuids.map((uuid) => find(uuid, context))));
}

/** What is known of many rows by one request for up to a hundred of them, as `read` gives it; `otherwise` for the rest. */
export function loadInBatches<V>(
  read: (uuids: readonly string[], context: Context) => Promise<ReadonlyMap<string, V>>,
  otherwise: V,
) {
  return perOperation(
    (context: Context) =>
      new DataLoader<string, V>(
        async (uuids) => {
          const answers = await settled(toBatches(uuids).map((batch) => read(batch, context)));
          return uuids.map((uuid, index) => {
            const answer = answers[Math.floor(index / MAX_VALUES)];
            return answer instanceof Error ? answer : (answer?.get(uuid) ?? otherwise);
          });
        },
        { cacheKeyFn: toLowerCase },
      ),
  );
}
