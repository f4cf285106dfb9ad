import type {
  Company,
  Flow,
  Lead,
  List,
  Message,
  PipelineStage,
  SenderProfile,
  Tag,
  User,
} from '@getsales-gateway/api-client';

/** What every row has when it is stored. */
export interface Stamp {
  uuid: string;
  team_id: number;
  created_at: string;
  updated_at: string;
}

/** A lead's way through a flow. */
export interface Enrolment extends Stamp {
  flow_uuid: string;
  lead_uuid: string;
  /** `in_progress` or `canceled`. */
  status: string;
}

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

export function blankMessage(stamp: Stamp, sender_profile_uuid: string): Message {
  return {
    ...stamp,
    user_id: 1,
    sender_profile_uuid,
    linkedin_account_uuid: null,
    linkedin_conversation_uuid: null,
    lead_uuid: null,
    task_pipeline_uuid: null,
    template_uuid: null,
    message_hash: null,
    subject: null,
    text: null,
    custom_content: null,
    attachments: [],
    type: 'outbox',
    automation: 'manual',
    linkedin_type: 'message',
    status: 'done',
    fail_reason: null,
    read_at: null,
    sent_at: stamp.created_at,
  };
}

export function blankSenderProfile(stamp: Stamp): SenderProfile {
  return {
    ...stamp,
    user_id: 1,
    linkedin_browser_id: null,
    linkedin_account_uuid: null,
    mailbox_uuid: null,
    assignee_user_id: 1,
    first_name: 'Sam',
    last_name: 'Sender',
    label: null,
    avatar_url: null,
    schedule: null,
    linkedin_schedule: null,
    email_schedule: null,
    smart_limits_enabled: true,
    status: 'enabled',
    hold_tasks_till: null,
    last_automation_server_id: null,
    notification_emails: null,
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

export function blankFlow(stamp: Stamp): Flow {
  return {
    ...stamp,
    public_uuid: null,
    user_id: 1,
    name: 'A flow',
    flow_workspace_uuid: null,
    flow_version_uuid: null,
    use_sender_schedule: true,
    schedule: null,
    description: null,
    priority: 1,
    status: 'draft',
    is_public: 0,
  };
}

export function blankList(stamp: Stamp): List {
  return { ...stamp, user_id: 1, name: 'A list' };
}

export function blankTag(stamp: Stamp): Tag {
  return { ...stamp, name: 'a tag', color: '#888888' };
}

/** Stages are stored without times. */
export function blankPipelineStage({ uuid, team_id }: Stamp, order: number): PipelineStage {
  return { uuid, team_id, name: 'A stage', object: 'lead', type: 'custom', category: 'cold', order };
}

/** Users belong to no single team. */
export function blankUser({ uuid, created_at, updated_at }: Stamp): User {
  return {
    uuid,
    id: 1,
    first_name: 'Uma',
    last_name: 'User',
    email: 'uma@example.com',
    email_status: 'confirmed',
    image_url: null,
    timezone: 'UTC',
    config: {},
    created_at,
    updated_at,
  };
}

export function blankEnrolment(stamp: Stamp): Enrolment {
  return { ...stamp, flow_uuid: '', lead_uuid: '', status: 'in_progress' };
}
