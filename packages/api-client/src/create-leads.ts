import { ApiRefusedError } from './errors.ts';
import { isDefinite } from './outcome.ts';
import { countRows } from './page.ts';
import type { Lead } from './resources/lead.ts';
import type { LeadCreateManyParams, LeadLookupParams, LeadWrite, leads } from './resources/leads.ts';

export interface CreatedLeads {
  leads: Lead[];
  /** Places in the input of those that may or may not have been created: the answer was lost, and they were not found. */
  unconfirmed: number[];
}

type LeadsResource = ReturnType<typeof leads>;

const PAGE_ROWS = 100;
/** Pages read beyond those that the created leads fill: others may be added to the list meanwhile. */
const SPARE_PAGES = 2;
/** A lead that existed before is not among the newest. So many of them are looked up one by one. */
const MAX_LOOKUPS = 10;

/**
 * Creates leads by one request. When its answer is lost, the newest leads of the list are read and compared by LinkedIn
 * reference, e-mail, or name with company. Nothing is created again: a lead without any of these would be doubled.
 * `reads` asks in background priority.
 */
export async function createLeads(
  { createMany }: Pick<LeadsResource, 'createMany'>,
  reads: Pick<LeadsResource, 'search' | 'lookup'>,
  params: LeadCreateManyParams,
  signal: AbortSignal | undefined,
): Promise<CreatedLeads> {
  try {
    return { leads: await createMany(params), unconfirmed: [] };
  } catch (error) {
    if (isDefinite(error, signal) || error instanceof ApiRefusedError) throw error;
    const found = await readBack(params, reads);
    return {
      leads: found.filter((lead) => lead !== null),
      unconfirmed: found.flatMap((lead, index) => (lead === null ? index : [])),
    };
  }
}

/** In the order of the input; null for what was not found. */
async function readBack(
  params: LeadCreateManyParams,
  { search, lookup }: Pick<LeadsResource, 'search' | 'lookup'>,
): Promise<(Lead | null)[]> {
  const newest = await readNewest(params, search);
  const found = params.leads.map((lead) => newest.get(soughtBy(lead)) ?? null);
  const missing = found.flatMap((lead, index) => (lead === null ? index : [])).slice(0, MAX_LOOKUPS);
  await Promise.all(
    missing.map(async (index) => {
      const sought = params.leads[index] && toLookup(params.leads[index]);
      if (sought) found[index] = await lookup(sought).catch(() => null);
    }),
  );
  return found;
}

/** The newest leads of the list, by each of their identities. A page that fails ends the reading. */
async function readNewest(
  { list_uuid, leads: sought }: LeadCreateManyParams,
  search: LeadsResource['search'],
): Promise<Map<string, Lead>> {
  const byIdentity = new Map<string, Lead>();
  const isFound = (lead: LeadWrite) => byIdentity.has(soughtBy(lead));
  const maxPages = Math.ceil(sought.length / PAGE_ROWS) + SPARE_PAGES;
  let offset = 0;
  for (let pages = 0; pages < maxPages && !sought.every(isFound); pages++) {
    const window = { limit: PAGE_ROWS, offset, order_field: 'created_at', order_type: 'desc' } as const;
    const page = await search({ filter: { list_uuid }, ...window }).catch(() => undefined);
    if (page === undefined || countRows(page) === 0) break;
    offset += countRows(page);
    for (const lead of page.data) for (const identity of identitiesOf(lead)) byIdentity.set(identity, lead);
  }
  return byIdentity;
}

/** Its strongest identity alone: two people may share a name and a company. Empty where it has none. */
function soughtBy(lead: LeadWrite): string {
  return identitiesOf(lead)[0] ?? '';
}

/** What a lead is known by, in the order of the upstream's own comparison. */
function identitiesOf(lead: LeadWrite): string[] {
  const references = [lead.linkedin_id, lead.ln_id, lead.sn_id, lead.linkedin].map(toReference);
  const emails = [lead.work_email, lead.email, lead.personal_email].map((email) => email?.trim().toLowerCase());
  const name = nameOf(lead).toLowerCase();
  const company = lead.company_name?.toLowerCase();
  return [
    ...references.filter(Boolean).map((reference) => `linkedin ${reference}`),
    ...emails.filter(Boolean).map((email) => `email ${email}`),
    ...(name && company ? [`name ${JSON.stringify([name, company])}`] : []),
  ];
}

/** A nickname or an id stands alone, or last in the path of a profile's address. Ids differ by case. */
function toReference(reference: string | null | undefined): string | undefined {
  const [path = ''] = reference?.trim().split(/[?#]/) ?? [];
  const last = path.replace(/\/+$/, '').split('/').at(-1)?.split(',')[0] ?? '';
  return /^AC[ow]A/.test(last) ? last : last.toLowerCase();
}

function nameOf({ name, first_name, last_name }: LeadWrite): string {
  return name || [first_name, last_name].filter(Boolean).join(' ');
}

function toLookup(lead: LeadWrite): LeadLookupParams | undefined {
  const linkedin_id = lead.linkedin_id ?? lead.ln_id ?? lead.sn_id ?? lead.linkedin;
  if (linkedin_id) return { linkedin_id };
  const email = lead.work_email ?? lead.email ?? lead.personal_email;
  if (email) return { email };
  const name = nameOf(lead);
  return name && lead.company_name ? { name, company_name: lead.company_name } : undefined;
}
