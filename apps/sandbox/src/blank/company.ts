import type { Company } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankCompany(stamp: Stamp): Company {
  return {
    ...stamp,
    user_id: 1,
    data_source_uuid: null,
    pipeline_stage_uuid: null,
    name: 'A company',
    domain: null,
    website: null,
    ln_id: null,
    linkedin: null,
    facebook: null,
    twitter: null,
    phone: null,
    hq_raw_address: null,
    hq_location: null,
    logo_url: null,
    industry: null,
    employees_range: null,
    employees_on_linkedin: null,
    followers: null,
    year_established: null,
    tagline: null,
    about: null,
    specialities: [],
    hashtags: [],
    network_type: null,
    deal_size: null,
    lists: [],
    tags: [],
    status: 'ok',
    linkedin_status: 'need_enrichment',
    last_enrich_at: null,
  };
}
