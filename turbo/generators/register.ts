import { conditionsOf, entityOf } from './fields.ts';
import { toCamel, toKebab } from './names.ts';
import type { Resource } from './resource.ts';
import { blankRow } from './sandbox-files.ts';

/** A line, or a few, that register the resource in an existing file. The formatter merges imports afterwards. */
export interface Registration {
  file: string;
  line: string;
  /** Matches the block of lines that it is sorted into. */
  among: RegExp;
  /** Whether it goes before the block, whose entries have several lines each. */
  isFirst?: boolean;
  /** Where the search for the block begins. Default: the start of the file. */
  from?: RegExp;
}

/** Adds the line to the text of its file. @throws if the block is not found. */
export function register(text: string, { file, line, among, from, isFirst = false }: Registration): string {
  const lines = text.split('\n');
  const start = from === undefined ? 0 : lines.findIndex((each) => from.test(each)) + 1;
  const first = lines.findIndex((each, index) => index >= start && among.test(each));
  if (first === -1) throw new Error(`${file} has no line like ${among}: add by hand\n${line}`);
  let place = first;
  while (!isFirst && among.test(lines[place] ?? '') && (lines[place] ?? '') < line) place += 1;
  return lines.toSpliced(place, 0, line).join('\n');
}

/** Every line that a new resource adds to existing files. */
export function registrations(resource: Resource): Registration[] {
  return [...clientLines(resource), ...schemaLines(resource), ...sandboxLines(resource)];
}

function clientLines({ resource, wire, plural, hasGet, hasUuidFilter }: Resource): Registration[] {
  const source = 'packages/api-client/src';
  const test = 'packages/api-client/test/openapi.test.ts';
  const many = hasGet && hasUuidFilter ? ", getMany: (api) => api.getMany(['x', 'y'])" : '';
  const calls = `list: (api) => api.list(window)${many}${hasGet ? ", get: (api) => api.get('x')" : ''}`;
  return [
    {
      file: `${source}/client.ts`,
      line: `import { ${resource} } from './resources/${plural}.ts';`,
      among: /^import .*\/resources\//,
    },
    { file: `${source}/client.ts`, line: `    ${resource}: ${resource}(request),`, among: /^ {4}(\w+): \1\(request/ },
    {
      file: `${source}/index.ts`,
      line: `export type { ${wire} } from './resources/${plural}.ts';`,
      among: /^export type .*\/resources\//,
      from: /\/resources\/leads/,
    },
    {
      file: test,
      line: `import { ${resource} } from '../src/resources/${plural}.ts';`,
      among: /^import .*\/resources\//,
    },
    {
      file: test,
      line: `    ...record('${resource}', ${resource}, { ${calls} }),`,
      among: /^ {4}\.\.\.record\('\w+', \w+, \{ /,
      from: /record\('lists'/,
    },
  ];
}

function schemaLines(resource: Resource): Registration[] {
  const { type, connection, schema, path, wire, parents } = resource;
  const folder = 'packages/schema';
  const filter =
    conditionsOf(resource).length > 0
      ? [
          {
            file: `${folder}/test/filter-keys.test.ts`,
            line: `  GetSales${wire}Filter: '${path}',`,
            among: /^ {2}\w+: '\/[\w/-]+',$/,
          },
        ]
      : [];
  return [
    ...filter,
    {
      file: `${folder}/src/schema.ts`,
      line: `import './entities/${toKebab(type)}.ts';`,
      among: /^import '\.\/entities\//,
    },
    {
      file: `${folder}/test/wire-fields.test.ts`,
      line: `  ['${schema}', '${type}'],`,
      among: /^ {2}\['\w+', '\w+'\],$/,
    },
    ...[connection, ...parents.map(({ field }) => field)].map((name) => ({
      file: `${folder}/test/schema.test.ts`,
      line: `    '${name}',`,
      among: /^ {4}'\w+',$/,
      from: /gives every connection/,
    })),
    {
      file: `${folder}/test/schema.test.ts`,
      line: `    '${type}',`,
      among: /^ {4}'\w+',$/,
      from: /makes every entity a node/,
    },
  ];
}

/** What the sandbox's world has of the things that a row refers to. */
const WORLD: Record<string, string> = {
  Lead: 'leads',
  LeadCompany: 'companies',
  LeadList: 'lists',
  Flow: 'flows',
  SenderProfile: 'senderProfiles',
};

function sandboxLines(given: Resource): Registration[] {
  const { singular, plural, resource, wire, properties } = given;
  const source = 'apps/sandbox/src';
  const routes = `${toCamel(singular)}Routes`;
  const references = properties.flatMap((property) => {
    const collection = WORLD[entityOf(property)?.type ?? ''];
    return collection === undefined ? [] : [`${property.name}: pick(world.${collection})`];
  });
  return [
    {
      file: `${source}/seed/others.ts`,
      line: `  fill(world.${resource}, (times) => ({ ${['...times', ...references].join(', ')} }));`,
      among: /^ {2}fill\(/,
      isFirst: true,
    },
    {
      file: `${source}/routes.ts`,
      line: `import { ${routes} } from './routes/${plural}.ts';`,
      among: /^import .*\/routes\//,
    },
    { file: `${source}/routes.ts`, line: `  ...${routes},`, among: /^ {2}\.\.\.\w+Routes,$/ },
    { file: `${source}/world.ts`, line: `  ${wire},`, among: /^ {2}[A-Z]\w+,$/ },
    {
      file: `${source}/world.ts`,
      line: `import { blank${wire} } from './blank/workspace.ts';`,
      among: /^import /,
      isFirst: true,
    },
    {
      file: `${source}/blank/workspace.ts`,
      line: `import type { ${wire} } from '@getsales-gateway/api-client';`,
      among: /^import type /,
      isFirst: true,
    },
    { file: `${source}/blank/workspace.ts`, line: blankRow(given), among: /^export function blank/, isFirst: true },
    {
      file: `${source}/world.ts`,
      line: `  readonly ${resource}: Collection<${wire}>;`,
      among: /^ {2}readonly \w+: Coll/,
    },
    { file: `${source}/world.ts`, line: `    ${resource}: of(blank${wire}),`, among: /^ {4}\w+: of\(/ },
  ];
}
