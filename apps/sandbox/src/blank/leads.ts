import type {
  Activity,
  Company,
  CompanyBlacklistEntry,
  DataSource,
  Lead,
  LeadBlacklistEntry,
  Note,
} from '@getsales-gateway/api-client';
import type { Stamp } from '../collection.ts';

export function blankLead(stamp: Stamp, list_uuid: string): Lead {
  return {
    ...stamp,
    user_id: 1,
    list_uuid,
    sender_profile_uuid: null,
    data_source_uuid: null,
    pipeline_stage_uuid: null,
    company_uuid: null,
    ai_agent_uuid: null,
    ai_agent_mode: null,
    ai_engagement_status_uuid: null,
    name: null,
    first_name: null,
    last_name: null,
    company_name: null,
    company_ln_id: null,
    position: null,
    headline: null,
    about: null,
    avatar_url: null,
    ln_member_id: null,
    ln_id: null,
    sn_id: null,
    linkedin: null,
    facebook: null,
    twitter: null,
    work_email: null,
    work_email_domain: null,
    personal_email: null,
    work_phone_number: null,
    personal_phone_number: null,
    connections_number: null,
    followers_number: null,
    primary_language: null,
    supported_languages: null,
    has_open_profile: null,
    has_verified_profile: null,
    has_premium: null,
    experience: null,
    posts: null,
    educations: null,
    skills: null,
    raw_address: null,
    location: null,
    tags: [],
    status: 'ok',
    linkedin_status: 'need_enrichment',
    email_status: 'need_search',
    unread_counts: [],
    last_automation_approve_at: null,
    last_stop_on_reply_at: null,
    last_enrich_at: null,
  };
}

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

export function blankNote(stamp: Stamp): Note {
  return {
    ...stamp,
    user_id: 7,
    object: 'lead',
    object_uuid: '',
    note: 'Call after the trade fair.',
  };
}

export function blankActivity(stamp: Stamp): Activity {
  return {
    ...stamp,
    object_type: 'lead',
    object_uuid: '',
    lead_uuid: null,
    type: 'linkedin_connection_request_accepted',
    payload: {
      sender_profile_uuid: '0f1e2d3c-0000-4000-8000-000000000020',
      connected_at: '2026-03-10T09:15:42.000000Z',
    },
  };
}

export function blankDataSource(stamp: Stamp): DataSource {
  return {
    ...stamp,
    sender_profile_uuid: null,
    list_uuid: '',
    payload: {},
    tags: null,
    type: 'sn_leads_search',
    status: 'in_progress',
    errors: null,
    user_id: 7,
  };
}

export function blankLeadBlacklistEntry(stamp: Stamp): LeadBlacklistEntry {
  return {
    ...stamp,
    name: null,
    company_name: null,
    linkedin: null,
    ln_id: null,
    email: null,
    user_id: 7,
  };
}

export function blankCompanyBlacklistEntry(stamp: Stamp): CompanyBlacklistEntry {
  return {
    ...stamp,
    name: null,
    domain: null,
    linkedin: null,
    ln_id: null,
    user_id: 7,
  };
}
