import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';
import { rowWrites } from './row-writes.ts';

/** A lead blacklist entry as the upstream sends it. */
export interface LeadBlacklistEntry {
  uuid: string;
  team_id: number;
  name: string | null;
  company_name: string | null;
  linkedin: string | null;
  ln_id: string | null;
  email: string | null;
  user_id: number;
  created_at: string;
  updated_at: string;
}

const PATH = '/leads/api/leads-blacklist';

/** People who are not contacted: an entry cannot be changed. */
export function leadBlacklistEntries(request: Request) {
  const { update: _, ...writes } = rowWrites<LeadBlacklistEntry>(request, PATH, { keepsCollections: true });
  return {
    ...writes,

    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<LeadBlacklistEntry>(body)),
  };
}
