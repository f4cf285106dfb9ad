import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** One property of a row, as the reference documents it. */
export interface Property {
  name: string;
  kind: 'string' | 'timestamp' | 'uuid' | 'integer' | 'number' | 'boolean' | 'json';
  isNullable: boolean;
  description: string | undefined;
  /** The values, if the reference documents a closed set. */
  values: string[];
  example: unknown;
}

/** What the reference documents about one list. */
export interface Reference {
  path: string;
  /** The name of the row's schema. */
  schema: string;
  properties: Property[];
  /** Whether single rows can be read, at `path/{uuid}`. */
  hasGet: boolean;
  /** Filter keys of the list, without those below. */
  filters: string[];
  /** Whether the filter takes a search text, and UUIDs. */
  hasSearch: boolean;
  hasUuidFilter: boolean;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  description?: string;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

interface Operation {
  parameters?: { name?: string; $ref?: string; schema?: Schema }[];
  responses?: Record<string, { content?: { 'application/json'?: { schema?: Schema } } }>;
}

interface Spec {
  paths: Record<string, { get?: Operation }>;
  components: { schemas: Record<string, Schema> };
}

const FILE = new URL('../../packages/api-client/openapi.yaml', import.meta.url);

/**
 * Finds the list of a resource: at `path`, else at the one documented path that ends with its name.
 * @throws if the reference has no such list, or if the list cannot be paged as a connection.
 */
export async function readReference(plural: string, path: string | undefined): Promise<Reference> {
  const spec: Spec = parse(await readFile(FILE, 'utf8'));
  const found = path ?? findPath(spec, plural);
  const list = spec.paths[found]?.get;
  const ref = list?.responses?.['200']?.content?.['application/json']?.schema?.properties?.['data']?.items?.$ref;
  if (list === undefined || ref === undefined) throw new Error(`openapi.yaml documents no list at GET ${found}`);
  if (!list.parameters?.some(({ name, $ref }) => (name ?? $ref)?.endsWith('order_field'))) {
    throw new Error(`openapi.yaml documents no order for GET ${found}: a connection needs one`);
  }
  const schema = nameOf(ref);
  const properties = Object.entries(spec.components.schemas[schema]?.properties ?? {}).map(([name, property]) =>
    toProperty(name, property, spec),
  );
  const lacking = ['uuid', 'created_at'].filter((name) => !properties.some((property) => property.name === name));
  if (lacking.length > 0) throw new Error(`openapi.yaml documents no ${lacking.join(' and no ')} on ${schema}`);
  const filter = list.parameters.find(({ name }) => name === 'filter')?.schema?.properties ?? {};
  return {
    path: found,
    schema,
    properties,
    hasGet: spec.paths[`${found}/{uuid}`]?.get !== undefined,
    filters: Object.keys(filter).filter((name) => name !== 'q' && name !== 'uuid'),
    hasSearch: 'q' in filter,
    hasUuidFilter: 'uuid' in filter,
  };
}

function findPath(spec: Spec, plural: string): string {
  const paths = Object.keys(spec.paths).filter((path) => path.endsWith(`/${plural}`) && spec.paths[path]?.get);
  const [only] = paths;
  if (only !== undefined && paths.length === 1) return only;
  const found = paths.length === 0 ? 'none' : paths.join(' and ');
  throw new Error(`openapi.yaml has ${found} ending with /${plural}: say --path`);
}

function toProperty(name: string, given: Schema, spec: Spec): Property {
  const property = given.$ref === undefined ? given : (spec.components.schemas[nameOf(given.$ref)] ?? {});
  const types = [property.type ?? []].flat();
  return {
    name,
    kind: kindOf(types, property.format),
    isNullable: types.includes('null'),
    description: property.description,
    values: (property.enum ?? []).map(String),
    example: property.examples?.[0],
  };
}

function kindOf(types: string[], format: string | undefined): Property['kind'] {
  if (types.includes('string')) return format === 'date-time' ? 'timestamp' : format === 'uuid' ? 'uuid' : 'string';
  const [kind] = (['integer', 'number', 'boolean'] as const).filter((type) => types.includes(type));
  return kind ?? 'json';
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
