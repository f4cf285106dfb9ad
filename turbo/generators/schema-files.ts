import { conditionsOf, entityOf, toCondition, toField } from './fields.ts';
import { toCamel, toKebab } from './names.ts';
import type { Files, Resource } from './resource.ts';

/** The entity. */
export function schemaFiles(resource: Resource): Files {
  return { [`packages/schema/src/entities/${toKebab(resource.type)}.ts`]: entity(resource) };
}

function entity(resource: Resource): string {
  const { type, one, properties } = resource;
  return `${imports(resource)}
${loader(resource)}

${type}.implement({
  description: '${article(one)} ${one}.',
  fields: (t) => ({
${properties.flatMap((property) => toField(property) ?? []).join('\n')}
  }),
});

${filter(resource)}${queries(resource)}`;
}

function imports(resource: Resource): string {
  const { wire, type, hasGet, hasSearch, properties } = resource;
  const fields = [
    properties.some(({ kind }) => kind === 'timestamp') && 'dateTime',
    properties.some(({ kind }) => kind === 'boolean') && 'flag',
  ].filter(Boolean);
  const entities = new Map(
    properties.flatMap((property) => entityOf(property) ?? []).map((each) => [each.file, each.type]),
  );
  entities.delete(`./${toKebab(type)}.ts`);
  const conditions = new Set(conditionsOf(resource).map((property) => toCondition(property).kind));
  const lines = [
    `import type { ${wire} as ${wire}Row } from '@getsales-gateway/api-client';`,
    "import { builder } from '../builder.ts';",
    `import { connection${hasSearch ? ', searchArgs' : ''} } from '../kit/connection.ts';`,
    "import { entity } from '../kit/entity.ts';",
    conditions.size > 0 && `import { filterInput, ${[...conditions].join(', ')} } from '../kit/filter-input.ts';`,
    `import { ${hasGet ? 'loadBy' : 'loadFrom'} } from '../kit/loading.ts';`,
    `import { byId${entities.size > 0 ? ', referenceTo' : ''} } from '../kit/relations.ts';`,
    !hasGet && "import { smallCollection } from '../small-collection.ts';",
    `import { ${fields.join(', ')} } from '../wire.ts';`,
    ...[...entities].map(([file, name]) => `import { ${name} } from '${file}';`),
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}

function loader({ resource, wire, type, many, hasGet }: Resource): string {
  const scope = `scope: '${type.startsWith('Lead') ? 'leads' : 'workspace'}:read'`;
  if (hasGet) {
    return `export const ${type} = entity<${wire}Row>('${type}', { ${scope}, load: loadBy('${many} by uuid', (api) => api.${resource}) });`;
  }
  return `// The reference has no way to ask for single ones.
const ${resource} = smallCollection<${wire}Row>(({ api }, window) => api.${resource}.list(window));

export const ${type} = entity<${wire}Row>('${type}', { ${scope}, load: loadFrom(${resource}) });`;
}

function filter(resource: Resource): string {
  const conditions = conditionsOf(resource).map(toCondition);
  if (conditions.length === 0) return '';
  return `const ${toCamel(resource.singular)}Filter = filterInput('GetSales${resource.wire}Filter', 'Which ${resource.many} to list.', {
${conditions.map(({ field, text }) => `  ${field}: ${text},`).join('\n')}
});

`;
}

function queries(resource: Resource): string {
  const { type, field, connection, one, many, hasSearch } = resource;
  const filterName = conditionsOf(resource).length > 0 ? `${toCamel(resource.singular)}Filter` : undefined;
  const args = [
    filterName && `...${filterName}.args('Which ${many}; all without it.')`,
    hasSearch && "...searchArgs('Text to find.')",
  ].filter(Boolean);
  return `builder.queryFields((t) => ({
  ${field}: t.field({
    description: 'One ${one}; null when GetSales has none by this id.',
    ...byId(${type}, '${one}'),
  }),
  ${connection}: t.connection(
    {
      type: ${type},
      description: 'Your ${many}, the newest first.',
      ${args.length > 0 ? `args: { ${args.join(', ')} },` : ''}
      resolve: connection(${type}, {
        name: 'Query.${connection}',
        ${filterName ? `filter: ${filterName},` : ''}
        list: ({ api }) => api.${resource.resource}.list,
      }),
    },
    { name: '${type}Connection' },
    { name: '${type}Edge' },
  ),
}));
`;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'An' : 'A';
}
