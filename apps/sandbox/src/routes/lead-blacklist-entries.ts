import type { LeadBlacklistEntry } from '@getsales-gateway/api-client';
import { z } from 'zod';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';
import { rowWrites } from '../row-write.ts';

const text = z.string().nullable().exactOptional();

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
  ...rowWrites<LeadBlacklistEntry>({
    path: '/leads/api/leads-blacklist',
    name: 'Blacklist entry',
    rows: (world) => world.leadBlacklistEntries,
    create: z.object({ linkedin: text, email: text, name: text, company_name: text }),
    check: (row) => (Object.values(row).some(Boolean) ? null : { linkedin: ['Give one of the fields.'] }),
  }),
];
