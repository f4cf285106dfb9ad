import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { FilterValue, ListParams } from '../wire/query.ts';

/** An activity as the upstream sends it. */
export interface Activity {
  uuid: string;
  team_id: number;
  /** Known: `lead`, `company`. */
  object_type: string;
  object_uuid: string;
  lead_uuid: string | null;
  type: string;
  payload: unknown;
  created_at: string;
}

/** A window of activities, filtered by the documented keys; `uuid` is a guess. */
export interface ActivityListParams extends ListParams {
  filter?: Partial<Record<'uuid' | 'type' | 'lead_uuid' | 'company_uuid' | 'created_at', FilterValue>>;
}

const PATH = '/leads/api/activities';

/** Reads of activities. */
export function activities(request: Request) {
  return {
    /** It takes its filter as one JSON string, which is required. */
    list: ({ filter = {}, ...params }: ActivityListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params, filter: JSON.stringify(filter) }, isProbe }, (body) =>
        toPage<Activity>(body),
      ),
  };
}
