import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';

/** A data source as the upstream sends it. */
export interface DataSource {
  uuid: string;
  team_id: number;
  sender_profile_uuid: string | null;
  list_uuid: string;
  payload: unknown;
  tags: unknown;
  /** Known: `csv_leads`, `sn_leads_search`, `sn_leads_saved_search`, `sn_leads_list`, `sn_accounts_search`, `sn_accounts_saved_search`, `sn_accounts_list`, `ln_leads_search`, `ln_accounts_search`, `ln_my_network`, `ln_my_messenger`, `post_engagement`, `recruiter_leads_search`. */
  type: string;
  /** Known: `not_started`, `in_progress`, `on_hold`, `completed`, `failed`, `contacts_limit_achieved`. */
  status: string;
  errors: unknown;
  user_id: number;
  created_at: string;
  updated_at: string;
}

const PATH = '/leads/api/data-sources';

/** Reads of data sources. */
export function dataSources(request: Request) {
  return {
    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<DataSource>(body)),

    /** null when there is no such data source. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<DataSource>(body))),
  };
}
