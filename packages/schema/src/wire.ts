/** A field for one of the upstream's timestamps. */
export function dateTime<const Key extends string>(key: Key, description: string) {
  return { type: 'DateTime' as const, description, resolve: (row: { [K in Key]: string | null }) => row[key] };
}

/** A field for one of the upstream's flags: true and false, or 1 and 0. */
export function flag<const Key extends string>(key: Key, description: string) {
  type Row = { [K in Key]?: boolean | number | null };
  return { type: 'Boolean' as const, description, resolve: (row: Row) => row[key] };
}
