import type { Company } from '@getsales-gateway/api-client';
import { z } from 'zod';
import { toPredicate, toSearch } from '../filter.ts';
import { tagNamed } from '../lead-write.ts';
import { LIST_BODY, LIST_QUERY, type ListSpec, list } from '../list.ts';
import { invalid, missing } from '../refusal.ts';
import { type Answer, type Call, isObject, type Route, single } from '../route.ts';
import { parse, rowWrites } from '../row-write.ts';
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

const text = z.string().nullable().exactOptional();
const integer = z.int().nullable().exactOptional();
const texts = z.array(z.string()).nullable().exactOptional();
const name = z.string().trim().min(1);
const details = {
  domain: text,
  website: text,
  linkedin: text,
  ln_id: z.union([z.string(), z.int()]).nullable().exactOptional(),
  facebook: text,
  twitter: text,
  phone: text,
  hq_raw_address: text,
  logo_url: text,
  industry: text,
  employees_range: text,
  employees_on_linkedin: integer,
  followers: integer,
  year_established: integer,
  tagline: text,
  about: text,
  specialities: texts,
  hashtags: texts,
  network_type: text,
  tags: texts,
};
const written = z.object({ name, ...details });
const changed = z.object({
  name: name.exactOptional(),
  ...details,
  pipeline_stage_uuid: text,
  deal_size: z.number().nullable().exactOptional(),
});

/** Creates the companies that are new, and returns those that exist unchanged. */
function create(call: Call): Answer {
  const { companies, list_uuids } = call.body;
  if (!Array.isArray(companies) || companies.length === 0) {
    throw invalid({ companies: ['The companies field is required.'] });
  }
  const lists = Array.isArray(list_uuids) ? list_uuids.map(String) : [];
  if (lists.some((uuid) => !call.world.lists.get(uuid))) {
    throw invalid({ list_uuids: ['The selected list uuids is invalid.'] });
  }
  const rows = companies.map((company: unknown, place) => {
    const given = parse(written, isObject(company) ? company : {}, `companies.${place}.`);
    return findCompany(given, call) ?? call.world.companies.insert({ ...withTags(given, call), lists });
  });
  return single(shapeCompanies(rows, call), call);
}

function findCompany(given: Partial<Company>, { world }: Call): Company | undefined {
  const isSame = (row: Company, key: 'ln_id' | 'linkedin' | 'domain') =>
    given[key] != null && String(given[key]).toLowerCase() === String(row[key]).toLowerCase();
  return world.companies.all().find((row) => isSame(row, 'ln_id') || isSame(row, 'linkedin') || isSame(row, 'domain'));
}

/** Tags are written by name. */
function withTags({ tags, ...company }: Partial<Company>, { world }: Call): Partial<Company> {
  return tags ? { ...company, tags: tags.map((tag) => tagNamed(world, tag)) } : company;
}

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
    method: 'POST',
    path: '/leads/api/companies',
    query: [],
    body: ['companies', 'list_uuids', 'data_source_uuid'],
    handle: create,
  },
  {
    method: 'PUT',
    path: '/leads/api/companies/{uuid}',
    query: [],
    body: Object.keys(changed.shape),
    handle(call) {
      const row = call.world.companies.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Company');
      const change = withTags(parse(changed, call.body), call);
      const updated = call.world.companies.update(row.uuid, { ...change, updated_at: call.clock.timestamp() });
      return single(shapeCompanies([updated], call)[0], call);
    },
  },
  ...rowWrites<Company>({ path: '/leads/api/companies', name: 'Company', rows: (world) => world.companies }),
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
