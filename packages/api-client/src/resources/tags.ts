import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';
import { rowWrites } from './row-writes.ts';

/** A tag as the upstream sends it. */
export interface Tag {
  uuid: string;
  team_id: number;
  name: string;
  /** `#rrggbb` */
  color: string | null;
  created_at: string;
  updated_at: string;
}

const PATH = '/leads/api/tags';

/** Tags. Naming one on a lead creates it, too. */
export function tags(request: Request) {
  return {
    ...rowWrites<Tag>(request, PATH),

    list: (query: ListParams) =>
      request({ method: 'GET', path: PATH, query: { ...query }, isCacheable: true }, (body) => toPage<Tag>(body)),
  };
}
