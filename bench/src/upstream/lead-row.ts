import type { Lead } from '@getsales-gateway/api-client';
import { leadUuid, uuidOf } from './uuid.ts';
import { toWire } from './wire-time.ts';

const ABOUT =
  'I help operations teams at mid-sized manufacturers to plan with fewer spreadsheets. Twelve years in supply chain software, ' +
  'first as a consultant, then on the product side. I write about lead times, forecasting and what goes wrong between the two.';
const POST =
  'We looked at 140 purchase orders that came late last year. In 9 of 10 cases the supplier had said so two weeks before, in ' +
  'a mail that nobody connected with the order. What would you do with those two weeks?';

const NEWEST = Date.parse('2026-03-10T09:00:42Z');

/** A lead as the upstream's lists send it: every documented field, most of them filled. */
export function leadRow(index: number): Lead {
  return { ...identity(index), ...person(index), ...profile(index), ...state(index) };
}

function identity(index: number) {
  return {
    uuid: leadUuid(index),
    team_id: 4211,
    user_id: 9120,
    sender_profile_uuid: uuidOf('sender', index % 4),
    list_uuid: uuidOf('list', index % 5),
    data_source_uuid: null,
    pipeline_stage_uuid: uuidOf('stage', index % 6),
    company_uuid: uuidOf('company', index % 40),
    ai_agent_uuid: null,
    ai_agent_mode: null,
    ai_engagement_status_uuid: null,
    tags: [uuidOf('tag', index % 3), uuidOf('tag', 3 + (index % 2))],
  };
}

function person(index: number) {
  return {
    name: `Marlene Okafor ${index}`,
    first_name: 'Marlene',
    last_name: `Okafor ${index}`,
    company_name: `Nordwind Components ${index % 40}`,
    company_ln_id: String(1_000_000 + index),
    position: 'Head of Supply Chain Planning',
    headline: 'Head of Supply Chain Planning | Forecasting, S&OP, and fewer late orders',
    about: ABOUT,
    avatar_url: `https://media.licdn.example/dms/image/C4D03AQ${index}/profile-displayphoto-shrink_400_400/0/1.jpg`,
    work_email: `marlene.okafor${index}@nordwind.example`,
    work_email_domain: 'nordwind.example',
    personal_email: null,
    work_phone_number: '+49 40 5550 0100',
    personal_phone_number: null,
    raw_address: 'Hamburg, Germany',
    location: [{ country: 'Germany', country_code: 'DE', region: 'Hamburg', city: 'Hamburg' }],
  };
}

function profile(index: number) {
  return {
    ln_member_id: String(200_000_000 + index),
    ln_id: `ACoAAAbench${index}`,
    sn_id: `ACwAAAbench${index}`,
    linkedin: `marlene-okafor-${index}`,
    facebook: null,
    twitter: null,
    connections_number: 500,
    followers_number: 1840 + index,
    primary_language: 'en',
    supported_languages: ['en', 'de'],
    has_open_profile: 0,
    has_verified_profile: 1,
    has_premium: index % 2,
    experience: ['Head of Supply Chain Planning', 'Senior Consultant', 'Analyst'].map((title, place) => ({
      title,
      company: `Nordwind Components ${(index + place) % 40}`,
      start_date: `${2021 - 4 * place}-03-01`,
      end_date: place === 0 ? null : `${2025 - 4 * place}-02-28`,
    })),
    posts: [{ content: POST, date: '2026-02-11' }],
    educations: [
      { school: 'TU Hamburg', degree: 'M.Sc.', field_of_study: 'Logistics', start_year: 2009, end_year: 2011 },
    ],
    skills: ['Supply Chain Management', 'Forecasting', 'S&OP', 'SQL', 'Negotiation', 'Change Management'],
  };
}

function state(index: number) {
  // Newest first, as every query orders its leads.
  const createdAt = NEWEST - index * 60_000;
  return {
    status: 'ok',
    linkedin_status: 'ok',
    email_status: 'ok',
    unread_counts: [{ category: 'linkedin', count: index % 3 }],
    last_automation_approve_at: null,
    last_stop_on_reply_at: null,
    last_enrich_at: toWire(createdAt + 40_000),
    created_at: toWire(createdAt),
    updated_at: toWire(createdAt + 3_600_000),
  };
}
