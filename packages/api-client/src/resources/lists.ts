import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import { byUuid, type FilterValue, isUnfiltered, type ListParams } from '../wire/query.ts';
import { rowWrites } from './row-writes.ts';

/** A list of leads as the upstream sends it. */
export interface List {
  uuid: string;
  team_id: number;
  user_id: number | null;
  name: string;
  created_at: string;
  updated_at: string;
}

/** A window of lists, filtered by the documented keys. */
export interface ListListParams extends ListParams {
  filter?: Partial<Record<'q' | 'uuid' | 'name' | 'created_at', FilterValue>>;
}

const PATH = '/leads/api/lists';

/** Lists. */
export function lists(request: Request) {
  return {
    ...rowWrites<List>(request, PATH),

    list: (query: ListListParams) =>
      request({ method: 'GET', path: PATH, query: { ...query }, isCacheable: isUnfiltered(query.filter) }, (body) =>
        toPage<List>(body),
      ),

    /** Up to 100 of them. */
    getMany: (uuids: readonly string[], { isProbe = true } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...byUuid(uuids) }, isProbe }, (body) => toPage<List>(body)),

    /** null when there is no such list. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<List>(body))),
  };
}
