import { existsSync } from 'node:fs';
import { toCamel } from './names.ts';
import type { Property, Reference } from './reference.ts';
import type { Parent } from './resource.ts';

const FOLDER = new URL('../../packages/schema/src/entities/', import.meta.url);

/** Entities that a `*_uuid` field refers to, and their files. */
const ENTITIES: Record<string, { type: string; file: string; description: string }> = {
  ai_agent_uuid: { type: 'AiAgent', file: './ai-agent.ts', description: 'The AI agent.' },
  company_uuid: { type: 'LeadCompany', file: './lead-company.ts', description: 'The company.' },
  flow_uuid: { type: 'Flow', file: './flow/flow.ts', description: 'The automation.' },
  lead_uuid: { type: 'Lead', file: './lead/lead.ts', description: 'The lead.' },
  list_uuid: { type: 'LeadList', file: './lead-list.ts', description: 'The list.' },
  mailbox_uuid: { type: 'Mailbox', file: './mailbox.ts', description: 'The mailbox.' },
  pipeline_stage_uuid: { type: 'PipelineStage', file: './pipeline-stage.ts', description: 'The stage.' },
  sender_profile_uuid: { type: 'SenderProfile', file: './sender-profile.ts', description: 'The sender.' },
};

/** `Lead.tasks` as a relation. @throws for an entity that no field of a row refers to. */
export function toParent(under: string): Parent {
  const [type, field] = under.split('.');
  const [key, entity] = Object.entries(ENTITIES).find(([, each]) => each.type === type) ?? [];
  if (key === undefined || entity === undefined || !field) throw new Error(`--under takes Lead.tasks, not ${under}`);
  return { type: entity.type, field, key, file: entity.file };
}

const DESCRIPTIONS: Record<string, string> = {
  error_msg: 'Why it failed.',
  name: 'Its name.',
  order: 'Its place among the others.',
  status: 'Its status.',
  type: 'Its kind.',
  team_id: 'Numeric id of the team.',
  user_id: 'Numeric id of the user who created it.',
  created_at: 'When it was created.',
  updated_at: 'When it last changed.',
};

/** The property of the wire type. */
export function toWireProperty({ name, kind, isNullable, values }: Property): string {
  const type = { string: 'string', timestamp: 'string', uuid: 'string', integer: 'number', number: 'number' };
  const base = kind === 'json' ? 'unknown' : kind === 'boolean' ? 'boolean | number' : type[kind];
  const known = values.length > 0 ? `  /** Known: ${values.map((value) => `\`${value}\``).join(', ')}. */\n` : '';
  return `${known}  ${name}: ${base}${isNullable && kind !== 'json' ? ' | null' : ''};`;
}

/** The field of the GraphQL type. None for ids, which every entity has already. */
export function toField(property: Property): string | undefined {
  const { name, kind } = property;
  // A numeric id beside the UUID is of no use.
  if (name === 'uuid' || name === 'id') return undefined;
  const description = quote(describe(property));
  const entity = entityOf(property);
  if (entity) {
    return `${fieldName(property)}: t.field(referenceTo(${entity.type}, '${name}', ${quote(entity.description)})),`;
  }
  if (kind === 'timestamp') return `${toCamel(name)}: t.field(dateTime('${name}', ${description})),`;
  if (kind === 'boolean') return `${toCamel(name)}: t.field(flag('${name}', ${description})),`;
  if (kind === 'json') {
    return `${toCamel(name)}: t.field({ type: 'JSON', description: ${description}, resolve: (row) => row.${name} }),`;
  }
  // Numeric ids outgrow GraphQL's Int.
  const integer = name.endsWith('_id') ? 'exposeFloat' : 'exposeInt';
  const expose = { string: 'exposeString', uuid: 'exposeID', integer, number: 'exposeFloat' }[kind];
  return `${fieldName(property)}: t.${expose}('${name}', { description: ${description} }),`;
}

/** `list_uuid` becomes the list if the graph has a type for it, otherwise its id. */
export function fieldName(property: Property): string {
  const { name, kind } = property;
  if (kind !== 'uuid') return toCamel(name);
  return toCamel(name.replace(/_uuid$/, entityOf(property) ? '' : '_id'));
}

/** The properties of a row that its list can be filtered by. */
export function conditionsOf({ filters, properties }: Reference): Property[] {
  return properties.filter(({ name, kind }) => filters.includes(name) && kind !== 'json');
}

/** The condition of the filter: its field, the function of the kit that makes it, and the call. */
export function toCondition(property: Property): { field: string; kind: string; text: string } {
  const { name } = property;
  const entity = entityOf(property);
  const field = property.kind === 'uuid' ? toCamel(name.replace(/_uuid$/, '_id')) : toCamel(name);
  const description = quote(`With this \`${fieldName(property)}\`.`);
  const kind = {
    string: 'text',
    timestamp: 'timeRange',
    uuid: 'id',
    integer: 'integer',
    number: 'integer',
    boolean: 'yesNo',
    json: '',
  }[property.kind];
  const typename = kind === 'id' ? `, ${entity ? `'${entity.type}'` : 'undefined'}` : '';
  return { field, kind, text: `${kind}('${name}'${typename}, ${description})` };
}

/** The entity that a field refers to; undefined where the graph has no such type (yet). */
export function entityOf({ name, kind }: Pick<Property, 'name' | 'kind'>) {
  const entity = kind === 'uuid' ? ENTITIES[name] : undefined;
  return entity && existsSync(new URL(entity.file, FOLDER)) ? entity : undefined;
}

/** The sandbox's value for a field that a test does not give. */
export function toBlank({ name, kind, isNullable, example, values }: Property): string {
  const fallback = {
    string: values[0] ?? '',
    timestamp: '',
    uuid: '',
    integer: 1,
    number: 1,
    boolean: false,
    json: null,
  };
  return `${name}: ${isNullable ? 'null' : JSON.stringify(kind === 'uuid' ? '' : (example ?? fallback[kind]))},`;
}

function describe({ name, description, values }: Property): string {
  const known = values.length > 0 ? ` Known: ${values.map((value) => `\`${value}\``).join(', ')}.` : '';
  const words = name.replace(/_uuid$/, '').replaceAll('_', ' ');
  return (description ?? DESCRIPTIONS[name] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}.`) + known;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
