import querystring from 'node:querystring';
import type { Lead } from '@getsales-gateway/api-client';
import { findByIdentity } from './lead-identities.ts';
import { type FieldMessages, invalid, missing, Refusal } from './refusal.ts';
import { type Call, isObject, type JsonObject, toText } from './route.ts';
import type { World } from './world.ts';

export const LEAD_BODY_KEYS = {
  upsert: ['lead', 'list_uuid', 'update_if_exists', 'move_to_list', 'custom_fields'],
  createMany: ['list_uuid', 'leads'],
};

/** Updates the lead that matches, or creates one. The answer does not say which. @throws {Refusal} */
export function upsertLead(call: Call): Lead {
  const { lead: written, update_if_exists = true, move_to_list = false, custom_fields } = call.body;
  const list_uuid = listUuidOf(call);
  if (!isObject(written) || Object.keys(written).length === 0) {
    throw invalid({ lead: ['The lead field is required.'] });
  }
  refuseUnknownKeys(written, LEAD_KEYS, call);
  const fields = withCustomFields(toLeadFields(written, call.world, 'lead.'), custom_fields);
  const existing = matchLead(call.world, { ...fields, ...derivedName(fields, fields) });
  if (existing === undefined) return insert(call, { ...fields, list_uuid });
  if (update_if_exists === false) return existing;
  return change(call, existing, move_to_list === true ? { ...fields, list_uuid } : fields);
}

/** The lead that matches what an upsert's body writes. @throws {Refusal} */
export function writtenLead({ body, world }: Call): Lead | undefined {
  const fields = toLeadFields(isObject(body['lead']) ? body['lead'] : {}, world, 'lead.');
  return matchLead(world, { ...fields, ...derivedName(fields, fields) });
}

/** Creates the leads that are new, and returns those that exist unchanged. @throws {Refusal} */
export function createLeads(call: Call): Lead[] {
  const { leads } = call.body;
  const list_uuid = listUuidOf(call);
  if (!Array.isArray(leads) || leads.length === 0) throw invalid({ leads: ['The leads field is required.'] });
  const faults = leads.map((written: unknown, index) =>
    isObject(written)
      ? findFaults(written, `leads.${index}.`)
      : { [`leads.${index}`]: ['The lead must be an object.'] },
  );
  if (faults.some((each) => Object.keys(each).length > 0)) throw invalid(Object.assign({}, ...faults));
  const checked = leads.filter(isObject).map((written, index) => {
    refuseUnknownKeys(written, [...LEAD_KEYS, 'custom_fields'], call);
    return withCustomFields(toLeadFields(written, call.world, `leads.${index}.`), written['custom_fields']);
  });
  return checked.map((fields) => {
    const existing = matchLead(call.world, { ...fields, ...derivedName(fields, fields) });
    return existing ?? insert(call, { ...fields, list_uuid });
  });
}

/** Ignores unknown keys, and `custom_fields` as well. @throws {Refusal} */
export function updateLead(call: Call, lead: Lead | undefined): Lead {
  if (lead === undefined) throw missing('Lead');
  return change(call, lead, toLeadFields(call.body, call.world));
}

function insert({ world, clock }: Call, fields: Partial<Lead>): Lead {
  const now = clock.timestamp();
  return world.leads.insert({ ...fields, ...derivedName(fields, fields), created_at: now, updated_at: now });
}

function change({ world, clock }: Call, lead: Lead, fields: Partial<Lead>): Lead {
  const name = derivedName(fields, { ...lead, ...fields });
  const custom_fields = fields.custom_fields && { ...lead.custom_fields, ...fields.custom_fields };
  return world.leads.update(lead.uuid, {
    ...fields,
    ...name,
    ...(custom_fields && { custom_fields }),
    updated_at: clock.timestamp(),
  });
}

/** Updates need a list too. */
function listUuidOf({ body, world }: Call): string {
  const { list_uuid } = body;
  if (!list_uuid) throw invalid({ list_uuid: ['The list uuid field is required.'] });
  const list = world.lists.get(String(list_uuid));
  if (list === undefined) throw invalid({ list_uuid: ['The selected list uuid is invalid.'] });
  return list.uuid;
}

function withCustomFields(fields: Partial<Lead>, custom_fields: unknown): Partial<Lead> {
  return isObject(custom_fields) ? { ...fields, custom_fields } : fields;
}

function refuseUnknownKeys(written: JsonObject, known: readonly string[], { dialect }: Call): void {
  const unknown = Object.keys(written).find((key) => !known.includes(key));
  if (unknown !== undefined && dialect.strict) throw new Refusal(400, `Unknown key ${unknown} of a lead.`);
}

const TEXTS = [
  'first_name',
  'last_name',
  'name',
  'company_name',
  'ln_id',
  'sn_id',
  'linkedin',
  'work_email',
  'personal_email',
  'work_phone_number',
  'personal_phone_number',
  'about',
  'headline',
  'position',
  'raw_address',
  'facebook',
  'twitter',
  'company_ln_id',
] as const;

/** Keys that a lead is written with, but that are read under another name or not at all. */
const WRITE_ONLY = ['linkedin_id', 'email', 'avatar', 'domain'];

const EMAILS = ['email', 'work_email', 'personal_email'];

/** Every key that a lead can be written with. */
const LEAD_KEYS: readonly string[] = [...TEXTS, ...WRITE_ONLY, 'tags'];

/** The stored fields that a written lead sets. Other keys are ignored. `at` is its place in the body, for the messages of a 422. */
function toLeadFields(written: JsonObject, world: World, at = ''): Partial<Lead> {
  const faults = findFaults(written, at);
  if (Object.keys(faults).length > 0) throw invalid(faults);

  const text = (key: string) => toText(written[key]);
  const fields: Partial<Lead> = {};
  for (const key of TEXTS) if (written[key] !== undefined) fields[key] = text(key);
  if (written['email'] !== undefined) fields.work_email ??= text('email');
  if (written['avatar'] !== undefined) fields.avatar_url = text('avatar');
  if (fields.work_email !== undefined) fields.work_email_domain = fields.work_email?.split('@')[1] ?? null;
  const reference = text('linkedin_id');
  if (reference !== null) {
    const { field, value } = parseLinkedinReference(reference);
    fields[field] = value;
  }
  if (fields.company_name) fields.company_uuid = companyNamed(world, fields.company_name);
  const { tags } = written;
  if (Array.isArray(tags)) fields.tags = tags.map((name) => tagNamed(world, String(name)));
  return fields;
}

/** The full name, if only its parts were written. */
function derivedName(written: Partial<Lead>, { first_name, last_name }: Partial<Lead>): Partial<Lead> {
  if (written.name || (!written.first_name && !written.last_name)) return {};
  return { name: [first_name, last_name].filter(Boolean).join(' ') };
}

function findFaults(written: JsonObject, at: string): FieldMessages {
  const faults: FieldMessages = {};
  for (const key of [...TEXTS, ...WRITE_ONLY]) {
    const value = written[key];
    if (value === undefined || value === null) continue;
    const words = `${at}${key}`.replaceAll('_', ' ');
    if (typeof value !== 'string') faults[at + key] = [`The ${words} must be a string.`];
    else if (EMAILS.includes(key) && !/^\S+@\S+\.\S+$/.test(value)) {
      faults[at + key] = [`The ${words} must be a valid email address.`];
    }
  }
  const { tags } = written;
  if (tags !== undefined && tags !== null && !Array.isArray(tags)) {
    faults[`${at}tags`] = [`The ${at}tags must be an array.`];
  }
  return faults;
}

function companyNamed(world: World, name: string): string | null {
  return world.companies.all().find((company) => company.name.toLowerCase() === name.toLowerCase())?.uuid ?? null;
}

/** Leads are written with names of tags; a tag that is missing is created. */
export function tagNamed(world: World, name: string): string {
  const known = world.tags.all().find((tag) => tag.name.toLowerCase() === name.toLowerCase());
  return (known ?? world.tags.insert({ name })).uuid;
}

type Field = string & keyof Lead;

/** Fields that identify a lead, the strongest first. */
const MATCH_ORDER: readonly (readonly Field[])[] = [
  ['ln_member_id'],
  ['ln_id'],
  ['sn_id'],
  ['linkedin'],
  ['work_email'],
  ['personal_email'],
  ['name', 'company_name'],
];

/** The lead that matches these fields, in the documented order; the first match counts. */
function matchLead(world: World, wanted: Partial<Lead>): Lead | undefined {
  for (const fields of MATCH_ORDER) {
    const hit = fields.every((field) => wanted[field]) ? findByIdentity(world, fields, wanted) : undefined;
    if (hit !== undefined) return hit;
  }
  return undefined;
}

const URL_ID = /linkedin\.com\/(?:in|people|sales\/lead|sales\/people)\/([^/?#,]+)/i;

/** The field of a lead that a LinkedIn reference names, and its value there. */
interface LinkedinReference {
  field: 'ln_id' | 'sn_id' | 'linkedin';
  value: string;
}

/** The upstream's universal parser: profile URL, Sales Navigator URL, /people/ URL, nickname, `ACoA…`, `ACwA…`. */
export function parseLinkedinReference(text: string): LinkedinReference {
  const value = querystring.unescape(URL_ID.exec(text)?.[1] ?? text.trim());
  if (value.startsWith('ACoA')) return { field: 'ln_id', value };
  if (value.startsWith('ACwA')) return { field: 'sn_id', value };
  return { field: 'linkedin', value };
}

/** What a lead holds once a custom field is set, or cleared by null. `at` is where the field stands in the body. @throws {Refusal} */
export function setCustomField(
  { custom_fields }: Lead,
  { custom_field_uuid, value = null }: JsonObject,
  { world }: Call,
  at = '',
): Partial<Lead> {
  const field = world.customFields.get(String(custom_field_uuid ?? ''));
  if (field?.object !== 'lead') {
    throw invalid({ [`${at}custom_field_uuid`]: ['The selected custom field uuid is invalid.'] });
  }
  if (value !== null && typeof value !== 'string') throw invalid({ [`${at}value`]: ['The value must be a string.'] });
  const { [field.name]: _, ...others } = custom_fields ?? {};
  return { custom_fields: value === null ? others : { ...others, [field.name]: value } };
}
