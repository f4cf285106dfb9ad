import { builder } from './builder.ts';
import { misfit } from './wire-values.ts';

/** A field for one of the upstream's timestamps. */
export function dateTime<const Key extends string>(key: Key, description: string) {
  return { type: 'DateTime' as const, description, resolve: (row: { [K in Key]: string | null }) => row[key] };
}

/** A field for one of the upstream's flags: true and false, or 1 and 0. */
export function flag<const Key extends string>(key: Key, description: string) {
  type Row = { [K in Key]?: boolean | number | null };
  return { type: 'Boolean' as const, description, resolve: (row: Row) => row[key] };
}

/** An enum over a closed set of wire values. `fromWire` gives null for a value that the set does not know. */
export function closedSet<const Wire extends string>(
  name: string,
  description: string,
  values: Record<string, { value: Wire; description: string }>,
) {
  const known = new Set<string>(Object.values(values).map(({ value }) => value));
  const isKnown = (value: string): value is Wire => known.has(value);
  return {
    type: builder.enumType(name, { description, values }),
    fromWire(value: string | null): Wire | null {
      if (typeof value === 'object' && value !== null) throw misfit();
      return value !== null && isKnown(value) ? value : null;
    },
  };
}
