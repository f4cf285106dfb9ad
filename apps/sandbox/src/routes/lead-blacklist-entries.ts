import type { LeadBlacklistEntry } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';

const LEAD_BLACKLIST_ENTRIES: ListSpec<LeadBlacklistEntry> = {
  rows: (world) => world.leadBlacklistEntries,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const leadBlacklistEntryRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/leads-blacklist',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, LEAD_BLACKLIST_ENTRIES, { form: 'query' }),
  },
];
