import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { type JsonObject, toPage, toRow, toRows, UnexpectedBody } from '../wire/body.ts';
import { byUuid, type FilterValue, type ListParams } from '../wire/query.ts';
import type { Location } from './location.ts';
import { rowWrites } from './row-writes.ts';

/** A company as the upstream sends it, always flat. */
export interface Company {
  uuid: string;
  team_id: number;
  user_id: number | null;
  data_source_uuid: string | null;
  /** White-label name of `pipeline_stage_uuid`. */
  lead_status_uuid?: string | null;
  pipeline_stage_uuid?: string | null;
  name: string;
  domain: string | null;
  website: string | null;
  ln_id: number | string | null;
  linkedin: string | null;
  facebook: string | null;
  twitter: string | null;
  phone: string | null;
  hq_raw_address: string | null;
  hq_location: Location[] | Location | null;
  logo_url: string | null;
  industry: string | null;
  employees_range: string | null;
  employees_on_linkedin: number | null;
  followers: number | null;
  year_established: number | null;
  tagline: string | null;
  about: string | null;
  specialities: string[] | null;
  hashtags: string[] | null;
  network_type: string | null;
  deal_size: number | null;
  /** List UUIDs: unlike a lead, a company may be in several. */
  lists: string[] | null;
  tags: string[] | null;
  status: string;
  linkedin_status: string | null;
  last_enrich_at: string | null;
  created_at: string | null;
  updated_at: string | null;
}

/** A window of companies, filtered by the documented keys; `uuid` is a guess. */
export interface CompanyListParams extends ListParams {
  filter?: Partial<
    Record<
      | 'q'
      | 'uuid'
      | 'name'
      | 'domain'
      | 'linkedin'
      | 'ln_id'
      | 'lists'
      | 'tags'
      | 'pipeline_stage_uuid'
      | 'data_source_uuid'
      | 'status'
      | 'linkedin_status'
      | 'deal_size',
      FilterValue
    >
  >;
}

const PATH = '/leads/api/companies';

/** Companies. */
export function companies(request: Request) {
  return {
    ...rowWrites<Company>(request, PATH, { envelope: 'company' }),

    /** One that the upstream has already comes back as it is. */
    create: ({ list_uuids, ...company }: JsonObject) =>
      request(
        { method: 'POST', path: PATH, body: { companies: [company], ...(list_uuids !== undefined && { list_uuids }) } },
        (body) => firstOf(toRows<Company>(body, 'company')),
      ),

    list: (body: CompanyListParams) =>
      request({ method: 'POST', path: `${PATH}/list`, body: { ...body }, readsByPost: true }, (answer) =>
        toPage<Company>(answer, 'company'),
      ),

    /** Up to 100 companies by a filter that no reference lists: check that the rows are those asked for. */
    getMany: (uuids: readonly string[], { isProbe = true } = {}) =>
      request({ method: 'POST', path: `${PATH}/list`, body: byUuid(uuids), readsByPost: true, isProbe }, (answer) =>
        toPage<Company>(answer, 'company'),
      ),

    /** null when there is no such company. */
    get: (uuid: string) =>
      orNull(
        request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<Company>(body, 'company')),
      ),
  };
}

function firstOf([company]: Company[]): Company {
  if (company === undefined) throw new UnexpectedBody('no company');
  return company;
}
