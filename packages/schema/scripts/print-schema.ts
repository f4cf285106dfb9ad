/**
 * `pnpm schema` writes the two schema files that are committed; `--check` compares them with the code. With `--prefix Acme` it
 * writes what a gateway with GRAPH_NAME_PREFIX=Acme has, beside them, and prints the subgraph.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { graphql, isIntrospectionType, isSpecifiedScalarType, printType } from 'graphql';
import { prefixNames } from '../src/name-prefix.ts';
import { clientSchema, createSchema } from '../src/schema.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean' }, prefix: { type: 'string' } } });
const { check: isCheck, prefix } = values;

if (prefix !== undefined && !/^(?!__)[A-Za-z_]\w*$/.test(prefix)) {
  process.stderr.write('--prefix takes a GraphQL name, such as Acme.\n');
  process.exit(1);
}

for (const [name, text] of Object.entries({ schema: client(), subgraph: await subgraph() })) {
  const path = prefix === undefined ? `${name}.graphql` : `${name}.${prefix}.graphql`;
  const file = new URL(`../${path}`, import.meta.url);
  if (!isCheck) {
    await writeFile(file, text);
    if (prefix !== undefined && name === 'subgraph') process.stdout.write(text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write(
      `packages/schema/${path} is not what the code says: run \`pnpm schema\`, commit the result.\n`,
    );
    process.exitCode = 1;
  }
}

/** What clients see: types by name, fields as they are declared. */
function client(): string {
  const types = Object.values(clientSchema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const text = `${types.map(printType).join('\n\n')}\n`;
  return prefix === undefined ? text : prefixNames(text, prefix, clientSchema);
}

/** What composers get. */
async function subgraph(): Promise<string> {
  const { data } = await graphql({ schema: createSchema(prefix), source: '{ _service { sdl } }' });
  return `${JSON.parse(JSON.stringify(data))._service.sdl.trim()}\n`;
}
