import type { CompanyBlacklistEntry } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';

const COMPANY_BLACKLIST_ENTRIES: ListSpec<CompanyBlacklistEntry> = {
  rows: (world) => world.companyBlacklistEntries,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const companyBlacklistEntryRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/companies-blacklist',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, COMPANY_BLACKLIST_ENTRIES, { form: 'query' }),
  },
];
