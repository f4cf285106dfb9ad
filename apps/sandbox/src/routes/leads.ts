import type { Lead } from '@getsales-gateway/api-client';
import { findByIdentity } from '../lead-identities.ts';
import { createLeads, LEAD_BODY_KEYS, parseLinkedinReference, updateLead, upsertLead } from '../lead-write.ts';
import { LIST_BODY, LIST_QUERY, type ListSpec, list } from '../list.ts';
import { massAction } from '../mass-action.ts';
import { invalid, missing } from '../refusal.ts';
import { type Answer, type Call, noContent, type Route, single } from '../route.ts';
import { shapeLeads } from '../shape.ts';

export const LEADS: ListSpec<Lead> = {
  rows: (world) => world.leads,
  search: ['name', 'work_email', 'personal_email', 'position', 'headline', 'about'],
  filters: [
    'uuid',
    'list_uuid',
    'pipeline_stage_uuid',
    'status',
    'linkedin_status',
    'email_status',
    'tags',
    'sender_profile_uuid',
    'data_source_uuid',
    'company_uuid',
    'work_email_domain',
    'created_at',
    'updated_at',
  ],
  guesses: ['flow_uuid', 'last_stop_on_reply_at', 'unread_counts'],
  special: {
    flow_uuid(wanted, { enrolments }) {
      const enrolled = new Set(enrolments.all().flatMap((row) => (row.flow_uuid === wanted ? [row.lead_uuid] : [])));
      return (lead) => 'uuid' in lead && typeof lead.uuid === 'string' && enrolled.has(lead.uuid);
    },
    unread_counts: (wanted) => (lead) => {
      const counts: unknown = Reflect.get(lead, 'unread_counts');
      return (Array.isArray(counts) && counts.length > 0) === (wanted === 'is_not_null');
    },
  },
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

/** `disable_aggregation`, of a query string or a body. */
function isLight({ query, body }: Call): boolean {
  return ['true', '1'].includes(String(query['disable_aggregation'] ?? body['disable_aggregation'] ?? ''));
}

function singleLead(lead: Lead | undefined, call: Call): Answer {
  if (lead === undefined) throw missing('Lead');
  return single(shapeLeads([lead], call, isLight(call))[0], call);
}

const leadOf = ({ world, params }: Call) => world.leads.get(params['uuid'] ?? '');

function lookUp(call: Call): Answer {
  const { linkedin_id, email, name, company_name } = call.body;
  const find = (fields: readonly (string & keyof Lead)[], wanted: Partial<Lead>) =>
    findByIdentity(call.world, fields, wanted);
  if (typeof linkedin_id === 'string' && linkedin_id !== '') {
    const { field, value } = parseLinkedinReference(linkedin_id);
    return singleLead(find([field], { [field]: value }), call);
  }
  if (typeof email === 'string' && email !== '') {
    const found = find(['work_email'], { work_email: email }) ?? find(['personal_email'], { personal_email: email });
    return singleLead(found, call);
  }
  if (typeof name === 'string' && typeof company_name === 'string') {
    return singleLead(find(['name', 'company_name'], { name, company_name }), call);
  }
  throw invalid({ linkedin_id: ['Give linkedin_id, or email, or name and company_name.'] });
}

function remove(call: Call): Answer {
  const lead = leadOf(call);
  if (lead === undefined) throw missing('Lead');
  call.world.leads.remove(lead.uuid);
  return noContent;
}

const PATH = '/leads/api/leads';
const LIGHT = ['disable_aggregation'];
const LOOKUP_BODY = ['linkedin_id', 'email', 'name', 'company_name', ...LIGHT];
const shape = (call: Call) => (rows: readonly Lead[]) => shapeLeads(rows, call, isLight(call));

export const leadRoutes: Route[] = [
  {
    method: 'GET',
    path: PATH,
    query: [...LIST_QUERY.filter((name) => name !== 'filter'), ...LIGHT],
    handle: (call) => list(call, LEADS, { form: 'query', shape: shape(call) }),
  },
  {
    method: 'POST',
    path: `${PATH}/search`,
    query: [],
    body: [...LIST_BODY, ...LIGHT],
    handle: (call) => list(call, LEADS, { form: 'body', windowed: true, shape: shape(call) }),
  },
  { method: 'GET', path: `${PATH}/{uuid}`, query: LIGHT, handle: (call) => singleLead(leadOf(call), call) },
  { method: 'POST', path: `${PATH}/lookup-one`, query: [], body: LOOKUP_BODY, handle: lookUp },
  { method: 'POST', path: `${PATH}/find-one`, query: [], body: LOOKUP_BODY, handle: lookUp },
  {
    method: 'POST',
    path: PATH,
    query: [],
    body: LEAD_BODY_KEYS.createMany,
    handle: (call) => single(createLeads(call), call),
  },
  {
    method: 'POST',
    path: `${PATH}/upsert`,
    query: [],
    body: LEAD_BODY_KEYS.upsert,
    handle: (call) => singleLead(upsertLead(call), call),
  },
  // Any key is taken, and unknown ones are dropped: documented.
  {
    method: 'PUT',
    path: `${PATH}/{uuid}`,
    query: [],
    handle: (call) => singleLead(updateLead(call, leadOf(call)), call),
  },
  {
    method: 'PUT',
    path: `${PATH}/mass-action`,
    isUndocumented: true,
    query: [],
    body: ['type', 'filter', 'payload'],
    exists: (dialect) => dialect.massAction !== 'unknown',
    handle: massAction,
  },
  { method: 'DELETE', path: `${PATH}/{uuid}`, query: [], body: [], handle: remove },
];
