import type { Company } from '@getsales-gateway/api-client';
import { toPredicate, toSearch } from '../filter.ts';
import { LIST_BODY, LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';
import { shapeCompanies } from '../shape.ts';

const COMPANIES: ListSpec<Company> = {
  rows: (world) => world.companies,
  search: ['name', 'domain', 'industry', 'tagline'],
  filters: [
    'uuid',
    'domain',
    'linkedin',
    'ln_id',
    'lists',
    'tags',
    'pipeline_stage_uuid',
    'data_source_uuid',
    'status',
    'linkedin_status',
  ],
  orders: ['created_at', 'updated_at', 'name', 'deal_size', 'employees_on_linkedin', 'uuid'],
  special: {
    /** Partial. */
    name: (wanted) => toSearch(['name'], wanted),
    /** A minimum. */
    deal_size: (wanted) => toPredicate('deal_size', { '>=': wanted }),
  },
};

export const companyRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/companies',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, COMPANIES, { form: 'query', shape: (rows) => shapeCompanies(rows, call) }),
  },
  {
    method: 'POST',
    path: '/leads/api/companies/list',
    query: [],
    body: LIST_BODY,
    handle: (call) => list(call, COMPANIES, { form: 'body', shape: (rows) => shapeCompanies(rows, call) }),
  },
  {
    method: 'GET',
    path: '/leads/api/companies/{uuid}',
    query: [],
    handle(call) {
      const row = call.world.companies.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Company');
      return single(shapeCompanies([row], call)[0], call);
    },
  },
];
