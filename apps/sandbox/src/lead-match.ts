import type { Lead } from '@getsales-gateway/api-client';
import type { World } from './world.ts';

type Field = string & keyof Lead;

/** What tells leads apart, most telling first. */
const MATCH_ORDER: readonly (readonly Field[])[] = [
  ['ln_member_id'],
  ['ln_id'],
  ['sn_id'],
  ['linkedin'],
  ['work_email'],
  ['personal_email'],
  ['name', 'company_name'],
];

/** The lead that these fields mean, by the documented order; the first hit wins. */
export function matchLead(world: World, wanted: Partial<Lead>): Lead | undefined {
  for (const fields of MATCH_ORDER) {
    const hit = fields.every((field) => wanted[field]) ? findLead(world, fields, wanted) : undefined;
    if (hit !== undefined) return hit;
  }
  return undefined;
}

export function findLead(world: World, fields: readonly Field[], wanted: Partial<Lead>): Lead | undefined {
  return world.leads.all().find((lead) => fields.every((field) => isSame(lead[field], wanted[field])));
}

function isSame(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase();
}
