import type { Lead as LeadRow } from '@getsales-gateway/api-client';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { toLowerCase } from '../../global-id.ts';
import { perOperation } from '../../per-operation.ts';
import { loadReferences } from '../../planner/references.ts';
import { selects } from '../../selection.ts';

/** Leads by UUID: light, or in the heavy form with markers and custom fields. */
export function loadLeads(
  uuids: readonly string[],
  { api }: Context,
  form: { aggregate?: boolean } = {},
): Promise<(LeadRow | Error | null)[]> {
  return loadReferences<LeadRow>(uuids, {
    api,
    name: 'leads by uuid',
    getMany: (some, { isGuess }) => api.leads.getMany(some, { ...form, isGuess }),
    get: (uuid) => api.leads.get(uuid, form),
  });
}

/** Loads leads in the heavy form. */
export const fullLeads = perOperation(
  (context: Context) =>
    new DataLoader<string, LeadRow | null>((uuids) => loadLeads(uuids.map(toLowerCase), context, { aggregate: true }), {
      cacheKeyFn: toLowerCase,
    }),
);

/** Whether the query selects at `path` what only the heavy form of a lead has. */
export function needsFullLead(info: GraphQLResolveInfo, ...path: string[]): boolean {
  return selects(info, ['markers', 'customFields'], path);
}

/** Remembers leads that came in the heavy form, so that none is asked for again for a key that its row lacks. */
export function rememberFull<T extends LeadRow | null>(lead: T, context: Context): T {
  if (lead !== null) fullLeads(context).prime(lead.uuid, lead);
  return lead;
}

/** What only the heavy form has; a lead at hand in the light form is loaded once more. */
export function toFullLead(lead: LeadRow, context: Context): LeadRow | Promise<LeadRow | null> {
  return lead.markers === undefined && lead.custom_fields === undefined ? fullLeads(context).load(lead.uuid) : lead;
}
