import type { Lead } from '../resources/lead.ts';
import type { LeadCreateManyParams, LeadLookupParams, LeadWrite, leads } from '../resources/leads.ts';
import { countRows } from '../wire/body.ts';

type LeadsResource = ReturnType<typeof leads>;

const PAGE_ROWS = 100;
/** Pages read beyond those that the created leads fill: others may be added to the list meanwhile. */
const SPARE_PAGES = 2;

/**
 * Leads of which the answer was lost. The newest leads of the list are compared by LinkedIn reference, e-mail, or name with company.
 * As many as `newerRows` may come before them, having been created within the same second.
 * A lead that existed before is not among the newest: at most `maxLookups` are looked up one by one. In the order of the input; null
 * for what was not found.
 */
export async function findCreated(
  params: LeadCreateManyParams,
  { search, lookup }: Pick<LeadsResource, 'search' | 'lookup'>,
  { maxLookups, newerRows }: { maxLookups: number; newerRows: number },
): Promise<{ leads: (Lead | null)[]; notAmongNewest: number }> {
  const newest = await readNewest(params, search, newerRows);
  const found = params.leads.map((lead) => newest.get(soughtBy(lead)) ?? null);
  const missing = found.flatMap((lead, index) => (lead === null ? index : [])).slice(0, maxLookups);
  await Promise.all(
    missing.map(async (index) => {
      const sought = params.leads[index] && toLookup(params.leads[index]);
      if (sought) found[index] = await lookup(sought).catch(() => null);
    }),
  );
  return { leads: found, notAmongNewest: missing.length };
}

/** The newest leads of the list, by each of their identities. A page that fails ends the reading. */
async function readNewest(
  { list_uuid, leads: sought }: LeadCreateManyParams,
  search: LeadsResource['search'],
  newerRows: number,
): Promise<Map<string, Lead>> {
  const byIdentity = new Map<string, Lead>();
  const isFound = (lead: LeadWrite) => byIdentity.has(soughtBy(lead));
  const maxPages = Math.ceil((sought.length + newerRows) / PAGE_ROWS) + SPARE_PAGES;
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
export function identitiesOf(lead: LeadWrite): string[] {
  const references = [lead.linkedin_id, lead.ln_id, lead.sn_id, lead.linkedin].map(toReference);
  const emails = [lead.work_email, lead.email, lead.personal_email].map((email) => email?.trim().toLowerCase());
  const name = nameOf(lead).toLowerCase();
  const company = lead.company_name?.toLowerCase();
  return [
    ...references.filter(Boolean).map((reference) => `linkedin ${reference}`),
    ...emails.filter((email) => email?.includes('@')).map((email) => `email ${email}`),
    ...(name && company ? [`name ${JSON.stringify([name, company])}`] : []),
  ];
}

/** A nickname or an id stands alone, or last in the path of a profile's address. Ids differ by case. */
function toReference(reference: string | null | undefined): string | undefined {
  const [path = ''] = reference?.trim().split(/[?#]/) ?? [];
  const last =
    path
      .replace(/(?<!\/)\/+$/, '')
      .split('/')
      .at(-1)
      ?.split(',')[0] ?? '';
  return /^AC[ow]A/.test(last) ? last : last.toLowerCase();
}

function nameOf({ name, first_name, last_name }: LeadWrite): string {
  return name || [first_name, last_name].filter(Boolean).join(' ');
}

/** What a lead is looked up by; undefined where nothing tells it from others. */
export function toLookup(lead: LeadWrite): LeadLookupParams | undefined {
  const linkedin_id = lead.linkedin_id ?? lead.ln_id ?? lead.sn_id ?? lead.linkedin;
  if (linkedin_id) return { linkedin_id };
  const email = lead.work_email ?? lead.email ?? lead.personal_email;
  if (email) return { email };
  const name = nameOf(lead);
  return name && lead.company_name ? { name, company_name: lead.company_name } : undefined;
}
