import { isDefinite } from './outcome.ts';
import type { Lead } from './resources/lead.ts';
import type { LeadCreateManyParams, LeadLookupParams, LeadWrite, leads } from './resources/leads.ts';

export interface CreatedLeads {
  leads: Lead[];
  /** Places in the input of those that may or may not have been created: the answer was lost, and they were not found. */
  unconfirmed: number[];
}

type LeadsResource = Pick<ReturnType<typeof leads>, 'createMany' | 'lookup'>;

/**
 * Creates leads by one request. When its answer is lost, each lead is looked up by LinkedIn reference, else e-mail, else name
 * with company; nothing is created again, for a lead without any of these would be doubled.
 */
export async function createLeads(
  { createMany, lookup }: LeadsResource,
  params: LeadCreateManyParams,
  signal: AbortSignal | undefined,
): Promise<CreatedLeads> {
  try {
    return { leads: await createMany(params), unconfirmed: [] };
  } catch (error) {
    if (isDefinite(error, signal)) throw error;
    const found = await Promise.all(params.leads.map((lead) => find(lead, lookup)));
    return {
      leads: found.filter((lead) => lead !== null),
      unconfirmed: found.flatMap((lead, index) => (lead === null ? index : [])),
    };
  }
}

/** null too when the look-up itself fails: then it stays in doubt, as it is. */
async function find(lead: LeadWrite, lookup: LeadsResource['lookup']): Promise<Lead | null> {
  const params = toLookup(lead);
  return params === undefined ? null : lookup(params).catch(() => null);
}

function toLookup(lead: LeadWrite): LeadLookupParams | undefined {
  const linkedin_id = lead.linkedin_id ?? lead.ln_id ?? lead.sn_id ?? lead.linkedin;
  if (linkedin_id) return { linkedin_id };
  const email = lead.work_email ?? lead.email ?? lead.personal_email;
  if (email) return { email };
  const name = lead.name ?? [lead.first_name, lead.last_name].filter(Boolean).join(' ');
  return name && lead.company_name ? { name, company_name: lead.company_name } : undefined;
}
