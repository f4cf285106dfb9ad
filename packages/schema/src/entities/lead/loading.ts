import type { Lead as LeadRow } from '@getsales-gateway/api-client';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { toLowerCase } from '../../global-id.ts';
import { loadBy } from '../../kit/loading.ts';
import { perOperation } from '../../per-operation.ts';
import { selects } from '../../selection.ts';

const loadForm = (form: { aggregate?: boolean }) =>
  loadBy<LeadRow>('leads by uuid', ({ leads }) => ({
    getMany: (uuids, { isProbe }) => leads.getMany(uuids, { ...form, isProbe }),
    get: (uuid) => leads.get(uuid, form),
  }));

/** Loads leads in the light form, without markers and custom fields. */
export const loadLeads = loadForm({});
const loadFullLeads = loadForm({ aggregate: true });

/** Loads leads in the heavy form. */
export const fullLeads = perOperation(
  (context: Context) =>
    new DataLoader<string, LeadRow | null>((uuids) => loadFullLeads(uuids.map(toLowerCase), context), {
      cacheKeyFn: toLowerCase,
    }),
);

/** Whether the query selects at `path` what only the heavy form of a lead has. */
export function needsFullLead(info: GraphQLResolveInfo, ...path: string[]): boolean {
  return selects(info, ['markers', 'customFields'], path);
}

/** Keeps leads that came in the heavy form. They are not loaded again if a row lacks one of the keys. */
export function rememberFull<T extends LeadRow | null>(lead: T, context: Context): T {
  if (lead !== null) fullLeads(context).prime(lead.uuid, lead);
  return lead;
}

/** The lead in the heavy form. A lead in the light form is loaded again. */
export function toFullLead(lead: LeadRow, context: Context): LeadRow | Promise<LeadRow | null> {
  return lead.markers === undefined && lead.custom_fields === undefined ? fullLeads(context).load(lead.uuid) : lead;
}
