import { entityOf, toField } from './fields.ts';
import { toKebab } from './names.ts';
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

${queries(resource)}`;
}

function imports({ wire, type, hasGet, properties }: Resource): string {
  const helpers = [
    properties.some(({ kind }) => kind === 'timestamp') && 'dateTime',
    properties.some(({ kind }) => kind === 'boolean') && 'flag',
  ].filter(Boolean);
  const entities = new Map(
    properties.flatMap((property) => entityOf(property) ?? []).map((each) => [each.file, each.type]),
  );
  entities.delete(`./${toKebab(type)}.ts`);
  return `import type { ${wire} as ${wire}Row } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { entityRef } from '../entity.ts';
import { toUuid } from '../global-id.ts';
import { offsetConnection } from '../relay/offset-connection.ts';
${hasGet ? "import { settled } from '../planner/settled.ts';" : "import { smallCollection } from '../small-collection.ts';"}
import { ${helpers.join(', ')} } from '../wire.ts';
${[...entities].map(([file, name]) => `import { ${name} } from '${file}';`).join('\n')}
`;
}

function loader({ resource, wire, type, hasGet }: Resource): string {
  if (hasGet) {
    return `export const ${type} = entityRef<${wire}Row>('${type}', {
  load: (uuids, { api }) => settled(uuids.map(api.${resource}.get)),
});`;
  }
  return `// The reference has no way to ask for single ones.
const ${resource} = smallCollection<${wire}Row>(({ api }, window) => api.${resource}.list(window));

export const ${type} = entityRef<${wire}Row>('${type}', { load: ${resource}.load });`;
}

function queries({ resource, wire, type, field, connection, one, many }: Resource): string {
  return `builder.queryFields((t) => ({
  ${field}: t.field({
    type: ${type},
    description: 'One ${one}; null when GetSales has none by this id.',
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID of the ${one}.' }) },
    resolve: (_root, { id }, context, info) => ${type}.find(toUuid(id, 'id', '${type}'), context, info),
  }),
  ${connection}: t.connection(
    {
      type: ${type},
      description: 'Your ${many}, the newest first.',
      resolve: (_root, page, { api }, info) =>
        offsetConnection<${wire}Row>(
          page,
          {
            name: 'Query.${connection}',
            identity: undefined,
            orderField: 'created_at',
            direction: 'desc',
            list: (window) => api.${resource}.list(window),
          },
          info,
        ),
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
