import type { CompanyBlacklistEntry } from '@getsales-gateway/api-client';
import { z } from 'zod';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';
import { rowWrites } from '../row-write.ts';

const text = z.string().nullable().exactOptional();

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
  ...rowWrites<CompanyBlacklistEntry>({
    path: '/leads/api/companies-blacklist',
    name: 'Blacklist entry',
    rows: (world) => world.companyBlacklistEntries,
    create: z.object({ linkedin: text, domain: text, name: text }),
    check: (row) => (Object.values(row).some(Boolean) ? null : { linkedin: ['Give one of the fields.'] }),
  }),
];
