import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';
import { rowWrites } from './row-writes.ts';

/** A company blacklist entry as the upstream sends it. */
export interface CompanyBlacklistEntry {
  uuid: string;
  team_id: number;
  name: string | null;
  domain: string | null;
  linkedin: string | null;
  ln_id: string | null;
  user_id: number;
  created_at: string;
  updated_at: string;
}

const PATH = '/leads/api/companies-blacklist';

/** Companies whose people are not contacted: an entry cannot be changed. */
export function companyBlacklistEntries(request: Request) {
  const { update: _, ...writes } = rowWrites<CompanyBlacklistEntry>(request, PATH, { keepsCollections: true });
  return {
    ...writes,

    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) =>
        toPage<CompanyBlacklistEntry>(body),
      ),
  };
}
