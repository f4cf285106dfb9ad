import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';

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

/** Reads of lead blacklist entries. */
export function leadBlacklistEntries(request: Request) {
  return {
    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<LeadBlacklistEntry>(body)),
  };
}
