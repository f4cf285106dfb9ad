import type { Lead } from '@getsales-gateway/api-client';
import type { World } from './world.ts';

type Field = string & keyof Lead;

/** UUIDs of the leads that have or had these values, by fields and values. */
type Index = Map<string, string[]>;

const indexes = new WeakMap<World, Map<string, Index>>();

/**
 * The first lead whose fields have these values, whatever their case. Leads are indexed, so that an import of a million of them does
 * not compare each with all others.
 */
export function findByIdentity(world: World, fields: readonly Field[], wanted: Partial<Lead>): Lead | undefined {
  const key = keyOf(fields, wanted);
  if (key === undefined) return undefined;
  const uuids = indexOf(world, fields).get(key) ?? [];
  const leads = uuids.flatMap((uuid) => world.leads.get(uuid) ?? []);
  return leads.find((lead) => keyOf(fields, lead) === key);
}

function indexOf(world: World, fields: readonly Field[]): Index {
  const byFields = indexes.get(world) ?? new Map<string, Index>();
  indexes.set(world, byFields);
  const name = fields.join();
  const known = byFields.get(name);
  if (known) return known;
  const index: Index = new Map();
  byFields.set(name, index);
  for (const lead of world.leads.all()) add(index, fields, lead);
  world.leads.watch((lead) => add(index, fields, lead));
  return index;
}

function add(index: Index, fields: readonly Field[], lead: Lead): void {
  const key = keyOf(fields, lead);
  if (key === undefined) return;
  const uuids = index.get(key);
  if (uuids === undefined) index.set(key, [lead.uuid]);
  else if (!uuids.includes(lead.uuid)) uuids.push(lead.uuid);
}

/** Undefined where one of them has no value. */
function keyOf(fields: readonly Field[], lead: Partial<Lead>): string | undefined {
  const values = fields.map((field) => lead[field]);
  return values.every((value) => typeof value === 'string' && value !== '')
    ? JSON.stringify(values).toLowerCase()
    : undefined;
}
