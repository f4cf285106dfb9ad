import type { Lead } from '@getsales-gateway/api-client';
import { matchLead } from './lead-match.ts';
import { derivedName, LEAD_KEYS, toLeadFields } from './lead-write.ts';
import { invalid, missing, Refusal } from './refusal.ts';
import { type Call, isObject, type JsonObject } from './route.ts';

export const LEAD_BODY_KEYS = {
  upsert: ['lead', 'list_uuid', 'update_if_exists', 'move_to_list', 'custom_fields'],
  createMany: ['list_uuid', 'leads'],
};

/** Updates the lead that is meant, or creates it. The answer does not tell which. @throws {Refusal} */
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

/** Creates what is new; what exists comes back as it is. @throws {Refusal} */
export function createLeads(call: Call): Lead[] {
  const { leads } = call.body;
  const list_uuid = listUuidOf(call);
  if (!Array.isArray(leads) || leads.length === 0) throw invalid({ leads: ['The leads field is required.'] });
  const checked = leads.map((written: unknown, index) => {
    if (!isObject(written)) throw invalid({ [`leads.${index}`]: ['The lead must be an object.'] });
    refuseUnknownKeys(written, [...LEAD_KEYS, 'custom_fields'], call);
    return withCustomFields(toLeadFields(written, call.world, `leads.${index}.`), written['custom_fields']);
  });
  return checked.map((fields) => {
    const existing = matchLead(call.world, { ...fields, ...derivedName(fields, fields) });
    return existing ?? insert(call, { ...fields, list_uuid });
  });
}

/** Unknown keys are dropped without a word, and `custom_fields` is one of them. @throws {Refusal} */
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

/** Needed for updates too. */
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
