import type { Lead } from '@getsales-gateway/api-client';
import { parseLinkedinReference } from './linkedin-reference.ts';
import { type FieldMessages, invalid } from './refusal.ts';
import type { JsonObject } from './route.ts';
import type { World } from './world.ts';

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

/** Written under one name, read under another, or not read at all. */
const WRITE_ONLY = ['linkedin_id', 'email', 'avatar', 'domain'];

const EMAILS = ['email', 'work_email', 'personal_email'];

/** Every key that a lead can be written with. */
export const LEAD_KEYS: readonly string[] = [...TEXTS, ...WRITE_ONLY, 'tags'];

/** What a written lead changes in the stored one. Other keys are dropped. `at` is where it stands in the body, for the messages of a 422. */
export function toLeadFields(written: JsonObject, world: World, at = ''): Partial<Lead> {
  const faults = findFaults(written, at);
  if (Object.keys(faults).length > 0) throw invalid(faults);

  const text = (key: string) => toTextOrNull(written[key]);
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

/** The name, where only its parts were written. */
export function derivedName(written: Partial<Lead>, { first_name, last_name }: Partial<Lead>): Partial<Lead> {
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

/** Tags are written by name, and created when missing. */
function tagNamed(world: World, name: string): string {
  const known = world.tags.all().find((tag) => tag.name.toLowerCase() === name.toLowerCase());
  return (known ?? world.tags.insert({ name })).uuid;
}

function toTextOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
