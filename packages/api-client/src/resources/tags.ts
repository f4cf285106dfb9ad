import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';

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

/** Tags. Naming one on a lead creates it, too. */
export function tags(request: Request) {
  return {
    list: (query: ListParams) =>
      request({ method: 'GET', path: '/leads/api/tags', query: { ...query }, isCacheable: true }, (body) =>
        toPage<Tag>(body),
      ),
    create: (body: { name: string; color?: string | undefined }) =>
      request({ method: 'POST', path: '/leads/api/tags', body }, (answer) => toRow<Tag>(answer)),
  };
}
