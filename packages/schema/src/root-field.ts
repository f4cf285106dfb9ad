// Imports nothing, so that `scripts/start.ts` is quick.

/** Root fields that Relay and federation name. */
const KEPT: ReadonlySet<string> = new Set(['node', 'nodes', '_entities', '_service']);

/** A root field with its prefix: `leads` with `Acme` is `acmeLeads`. */
export function toRootField(name: string, prefix: string): string {
  if (KEPT.has(name) || name.startsWith('__')) return name;
  const start = prefix.replace(/^([A-Z]+(?![a-z])|[A-Z])/, (capitals) => capitals.toLowerCase());
  return `${start}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
