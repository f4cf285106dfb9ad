import { conditionsOf, entityOf, toCondition, toField } from './fields.ts';
import { article, toCamel, toKebab } from './names.ts';
import type { Files, Parent, Resource } from './resource.ts';

/** The entity. */
export function schemaFiles(resource: Resource): Files {
  return { [`packages/schema/src/entities/${toKebab(resource.type)}.ts`]: entity(resource) };
}

function entity(resource: Resource): string {
  const { type, one, properties } = resource;
  return `${imports(resource)}
${loader(resource)}

${type}.implement({
  description: '${article(one)} ${one}.${notice(resource)}',
  fields: (t) => ({
${properties.flatMap((property) => toField(property) ?? []).join('\n')}
  }),
});

${filter(resource)}${connectionType(resource)}${queries(resource)}${resource.parents.map((parent) => relation(parent, resource)).join('')}`;
}

function notice({ isUndocumented }: Resource): string {
  return isUndocumented ? ' Not documented by GetSales itself.' : '';
}

function imports(resource: Resource): string {
  const { wire, type, hasSearch, properties, parents } = resource;
  const fields = [
    properties.some(({ kind }) => kind === 'timestamp') && 'dateTime',
    properties.some(({ kind }) => kind === 'boolean') && 'flag',
  ].filter(Boolean);
  const references = properties.flatMap((property) => entityOf(property) ?? []);
  const entities = new Map([...references, ...parents].map((each) => [each.file, each.type]));
  entities.delete(`./${toKebab(type)}.ts`);
  const conditions = new Set(conditionsOf(resource).map((property) => toCondition(property).kind));
  const lists = ['connection', ...(parents.length > 0 ? ['hasMany'] : []), ...(hasSearch ? ['searchArgs'] : [])];
  const lines = [
    `import type { ${wire} as ${wire}Row } from '@getsales-gateway/api-client';`,
    "import { builder } from '../builder.ts';",
    `import { ${lists.join(', ')} } from '../kit/connection.ts';`,
    "import { entity } from '../kit/entity.ts';",
    conditions.size > 0 && `import { filterInput, ${[...conditions].join(', ')} } from '../kit/filter-input.ts';`,
    `import { ${loaders(resource)} } from '../kit/loading.ts';`,
    `import { byId${references.length > 0 ? ', referenceTo' : ''} } from '../kit/relations.ts';`,
    !isLarge(resource) && "import { smallCollection } from '../small-collection.ts';",
    `import { ${fields.join(', ')} } from '../wire.ts';`,
    ...[...entities].map(([file, name]) => `import { ${name} } from '${file}';`),
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}

/** Rows that hang on others, or that can be asked for by the hundred, are too many to be read whole. */
function isLarge({ parents, hasUuidFilter }: Resource): boolean {
  return parents.length > 0 || hasUuidFilter;
}

function loaders(resource: Resource): string {
  if (isLarge(resource)) return resource.hasGet ? loaderOfLarge(resource) : 'loadByFilter';
  return resource.hasGet ? 'loadAlone, loadFrom' : 'loadFrom';
}

function loaderOfLarge({ hasUuidFilter }: Resource): 'loadBy' | 'loadAlone' {
  return hasUuidFilter ? 'loadBy' : 'loadAlone';
}

function loaderName({ resource }: Resource): string {
  return `load${resource.charAt(0).toUpperCase()}${resource.slice(1)}`;
}

function loader(given: Resource): string {
  const { resource, wire, type, many, hasGet } = given;
  const scope = `scope: '${type.startsWith('Lead') ? 'leads' : 'workspace'}:read'`;
  if (!hasGet && isLarge(given)) {
    return `export const ${type} = entity<${wire}Row>('${type}', { ${scope}, load: loadByFilter('${many} by uuid', (api) => api.${resource}.list) });`;
  }
  if (hasGet && isLarge(given)) {
    return `export const ${type} = entity<${wire}Row>('${type}', { ${scope}, load: ${loaderOfLarge(given)}('${many} by uuid', (api) => api.${resource}) });`;
  }
  if (hasGet) {
    return `const ${loaderName(given)} = loadAlone<${wire}Row>('${many} by uuid', (api) => api.${resource});
const ${resource} = smallCollection<${wire}Row>(({ api }, window) => api.${resource}.list(window), ${loaderName(given)});

export const ${type} = entity<${wire}Row>('${type}', { ${scope}, load: loadFrom(${resource}) });`;
  }
  return `// The reference has no way to ask for single ones.
const ${resource} = smallCollection<${wire}Row>(({ api }, window) => api.${resource}.list(window));

export const ${type} = entity<${wire}Row>('${type}', { ${scope}, load: loadFrom(${resource}) });`;
}

/** All conditions, but for that on the parent. */
function filter(resource: Resource): string {
  const conditions = conditionsOf(resource).map(toCondition);
  if (conditions.length === 0) return '';
  return `const ${toCamel(resource.singular)}Filter = filterInput('GetSales${resource.wire}Filter', 'Conditions on ${resource.many}.', {
${conditions.map(({ field, text }) => `  ${field}: ${text},`).join('\n')}
});

`;
}

function connectionType({ type, parents }: Resource): string {
  if (parents.length === 0) return '';
  return `const ${type}Connection = builder.connectionObject({ type: ${type}, name: '${type}Connection' });

`;
}

function queries(resource: Resource): string {
  const { type, field, connection, one, many, hasGet, hasSearch, parents } = resource;
  const filterName = conditionsOf(resource).length > 0 ? `${toCamel(resource.singular)}Filter` : undefined;
  const args = [
    filterName && `...${filterName}.args('Conditions on the ${many}. Without it, all ${many}.')`,
    hasSearch && "...searchArgs('Text to find.')",
  ].filter(Boolean);
  const shape =
    parents.length > 0 ? `${type}Connection,` : `{ name: '${type}Connection' },\n    { name: '${type}Edge' },`;
  return `builder.queryFields((t) => ({
  ${field}: t.field({
    description: 'One ${one}; null when GetSales has none by this id.${notice(resource)}',
    ...byId(${type}, '${one}'${hasGet && !isLarge(resource) ? `, ${loaderName(resource)}` : ''}),
  }),
  ${connection}: t.connection(
    {
      type: ${type},
      description: 'Your ${many}, the newest first.${notice(resource)}',
      ${args.length > 0 ? `args: { ${args.join(', ')} },` : ''}
      resolve: connection(${type}, {
        name: 'Query.${connection}',
        ${filterName ? `filter: ${filterName},` : ''}
        list: ({ api }) => api.${resource.resource}.list,
      }),
    },
    ${shape}
  ),
}));
`;
}

function relation({ type: parent, field, key }: Parent, resource: Resource): string {
  const { type, many } = resource;
  const of = `${toCamel(toKebab(parent))}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  return `
const ${of} = hasMany(${type}, {
  name: '${parent}.${field}',
  key: '${key}',
  list: ({ api }) => api.${resource.resource}.list,
});

builder.objectField(${parent}, '${field}', (t) =>
  t.connection(
    {
      type: ${type},
      description: 'Its ${many}, the newest first.${notice(resource)}',
      resolve: ${of}.resolve,
    },
    ${type}Connection,
  ),
);
`;
}
