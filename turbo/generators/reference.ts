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
  /** How the list is asked for. A list by POST takes its filter as JSON. */
  method: 'GET' | 'POST';
  /** Whether only others than GetSales document the list, or its evidence is weak. */
  isUndocumented: boolean;
  /** The same of the way to single rows. */
  isGetUndocumented: boolean;
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
  allOf?: Schema[];
}

interface Operation {
  'x-confidence'?: string;
  'x-evidence'?: string;
  requestBody?: { content?: { 'application/json'?: { schema?: Schema } } };
  parameters?: { name?: string; $ref?: string; schema?: Schema }[];
  responses?: Record<string, { content?: { 'application/json'?: { schema?: Schema } } }>;
}

interface Spec {
  paths: Record<string, { get?: Operation; post?: Operation }>;
  components: { schemas: Record<string, Schema> };
}

const FILE = new URL('../../packages/api-client/openapi.yaml', import.meta.url);

/**
 * Finds the list of a resource: at `path`, else at the one documented path that ends with its name.
 * Properties that hold secrets are left out.
 *
 * @throws if the reference has no such list, or if the list cannot be paged as a connection.
 */
export async function readReference(plural: string, path: string | undefined): Promise<Reference> {
  const spec: Spec = parse(await readFile(FILE, 'utf8'));
  const found = path ?? findPath(spec, plural);
  const { get, post } = spec.paths[found] ?? {};
  const list = get ?? post;
  const answer = list?.responses?.['200']?.content?.['application/json']?.schema;
  const envelopes = answer ? [answer, ...(answer.allOf ?? [])] : [];
  const [ref] = envelopes.flatMap(({ properties }) => properties?.['data']?.items?.$ref ?? []);
  if (list === undefined || ref === undefined) throw new Error(`openapi.yaml documents no list at ${found}`);
  const schema = nameOf(ref);
  const properties = Object.entries(spec.components.schemas[schema]?.properties ?? {})
    .map(([name, property]) => toProperty(name, property, spec))
    .filter(({ description = '' }) => !/\b(secrets?|redact)\b/i.test(description));
  const lacking = ['uuid', 'created_at'].filter((name) => !properties.some((property) => property.name === name));
  if (lacking.length > 0) throw new Error(`openapi.yaml documents no ${lacking.join(' and no ')} on ${schema}`);
  const keys = get ? keysOfQuery(get) : keysOfBody(list, properties);
  return {
    path: found,
    schema,
    properties,
    hasGet: spec.paths[`${found}/{uuid}`]?.get !== undefined,
    filters: keys.filter((name) => name !== 'q' && name !== 'uuid'),
    hasSearch: keys.includes('q'),
    hasUuidFilter: keys.includes('uuid'),
    method: get ? 'GET' : 'POST',
    isUndocumented: isUndocumented(list),
    isGetUndocumented: isUndocumented(spec.paths[`${found}/{uuid}`]?.get),
  };
}

function isUndocumented(operation: Operation | undefined): boolean {
  return operation?.['x-confidence'] === 'low' || operation?.['x-evidence'] === 'whitelabel-docs';
}

function keysOfQuery({ parameters = [] }: Operation): string[] {
  return Object.keys(parameters.find(({ name }) => name === 'filter')?.schema?.properties ?? {});
}

/** A body's filter is described in words: the keys are those that are properties of the row. */
function keysOfBody({ requestBody }: Operation, properties: readonly Property[]): string[] {
  const body = requestBody?.content?.['application/json']?.schema;
  const words = body?.properties?.['filter']?.description?.split(/\W+/) ?? [];
  return ['q', ...properties.map(({ name }) => name)].filter((name) => words.includes(name));
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
