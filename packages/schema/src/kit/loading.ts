import type { ApiClient } from '@getsales-gateway/api-client';
import type { Context } from '../context.ts';
import { loadReferences, type ReferenceOptions } from '../planner/references.ts';
import type { Row } from '../relay/list-source.ts';

/** Loads rows by UUID, in lower case, in the order asked; null for what does not exist. */
export type Load<T> = (uuids: readonly string[], context: Context) => Promise<(T | Error | null)[]>;

/**
 * Loads rows of a resource: up to a hundred by one request where the upstream filters by UUIDs, and one by one where it does not.
 *
 * @param name Key under which it is stored what the filter does and which rows are gone: `leads by uuid`.
 */
export function loadBy<T extends Row>(
  name: string,
  resource: (api: ApiClient) => Pick<ReferenceOptions<T>, 'getMany' | 'get'>,
): Load<T> {
  return (uuids, { api }) => {
    const { getMany, get } = resource(api);
    return loadReferences(uuids, { api, name, getMany, get });
  };
}
