import type { JsonObject } from '../wire/body.ts';
import type { Location } from './location.ts';

/** A lead as the upstream sends it, always flat. The UI says contact, the API says lead. */
export interface Lead {
  uuid: string;
  team_id: number;
  user_id: number | null;
  sender_profile_uuid: string | null;
  /** Every lead is in exactly one list. */
  list_uuid: string;
  data_source_uuid: string | null;
  pipeline_stage_uuid: string | null;
  company_uuid: string | null;
  ai_agent_uuid: string | null;
  ai_agent_mode: string | null;
  ai_engagement_status_uuid: string | null;
  name: string | null;
  first_name: string | null;
  last_name: string | null;
  company_name: string | null;
  company_ln_id: string | null;
  position: string | null;
  headline: string | null;
  about: string | null;
  avatar_url: string | null;
  ln_member_id: string | null;
  /** LinkedIn profile id, `ACoA…`. */
  ln_id: string | null;
  /** Sales Navigator id, `ACwA…`. */
  sn_id: string | null;
  /** Nickname, the part after `/in/`; not a URL. */
  linkedin: string | null;
  facebook: string | null;
  twitter: string | null;
  work_email: string | null;
  work_email_domain: string | null;
  personal_email: string | null;
  work_phone_number: string | null;
  personal_phone_number: string | null;
  connections_number: number | null;
  followers_number: number | null;
  primary_language: string | null;
  supported_languages: string[] | null;
  /** 0 or 1, like the two after it. */
  has_open_profile: number | boolean | null;
  has_verified_profile: number | boolean | null;
  has_premium: number | boolean | null;
  experience: LeadExperience[] | null;
  posts: LeadPost[] | null;
  educations: LeadEducation[] | null;
  skills: string[] | null;
  /** Shape undocumented. */
  top_voices?: unknown;
  raw_address: string | null;
  location: Location[] | Location | string | null;
  /** Tag UUIDs on read, tag names on write. */
  tags: string[] | null;
  status: string;
  linkedin_status: string | null;
  email_status: string | null;
  unread_counts: LeadUnreadCount[] | null;
  last_automation_approve_at: string | null;
  /** When a reply stopped an automation; clients use it as "replied at". */
  last_stop_on_reply_at: string | null;
  last_enrich_at: string | null;
  created_at: string | null;
  updated_at: string | null;
  /** With `aggregate` only: a team-wide row (`sender_profile_uuid` null) and one for each sender. */
  markers?: LeadMarker[] | LeadMarker;
  /** With `aggregate` only: by name or UUID of the custom field. */
  custom_fields?: JsonObject;
}

/** A current or past position; `start_date` and `end_date` are text such as `2022-01`. */
export interface LeadExperience {
  title: string | null;
  company: string | null;
  start_date: string | null;
  end_date: string | null;
}

/** A post on LinkedIn. */
export interface LeadPost {
  content: string | null;
  date: string | null;
}

/** A school; years come as text or as numbers. */
export interface LeadEducation {
  school: string | null;
  degree: string | null;
  field_of_study: string | null;
  start_year: string | number | null;
  end_year: string | number | null;
}

/** Documented by category; live clients read it by sender. */
export interface LeadUnreadCount {
  category?: string | null;
  sender_profile_uuid?: string | null;
  count: number;
}

/** Counts and times of the contact between a lead and one sender, or the whole team. */
export interface LeadMarker {
  /** null marks the team-wide row. */
  sender_profile_uuid: string | null;
  linkedin_last_connection_sent_at: string | null;
  linkedin_last_connection_accepted_at: string | null;
  linkedin_last_connection_lost_at: string | null;
  linkedin_messages_sent_count: number | null;
  linkedin_messages_inbox_count: number | null;
  last_messaging_activity_at: string | null;
  email_sent_count: number | null;
  email_inbox_count: number | null;
  email_read_count: number | null;
  email_click_count: number | null;
  email_first_message_sent_at: string | null;
  email_last_message_sent_at: string | null;
}
