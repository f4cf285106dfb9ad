import type { GraphQLError } from 'graphql';
import { refuse } from './codes.ts';
import { toDateTime } from './scalars.ts';

/** GetSales sent a value of another kind than documented: the field is null, and nothing is guessed. */
export function unreadable(key: string): GraphQLError {
  return refuse('UPSTREAM_ERROR', `GetSales sent a value for \`${key}\` that cannot be read.`);
}

/** A field for one of the upstream's timestamps. */
export function dateTime<const Key extends string>(key: Key, description: string) {
  return { type: 'DateTime' as const, description, resolve: (row: { [K in Key]: unknown }) => toDateTime(row[key]) };
}

/** A field for one of the upstream's flags: true and false, or 1 and 0. */
export function flag<const Key extends string>(key: Key, description: string) {
  return {
    type: 'Boolean' as const,
    description,
    resolve: (row: { [K in Key]: boolean | number | null }) => (row[key] == null ? null : Boolean(row[key])),
  };
}
