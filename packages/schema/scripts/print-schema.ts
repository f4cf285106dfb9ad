import { readFile, writeFile } from 'node:fs/promises';
import { graphql, isIntrospectionType, isSpecifiedScalarType, printType } from 'graphql';
import { clientSchema, schema } from '../src/schema.ts';

const isCheck = process.argv.includes('--check');

for (const [name, text] of Object.entries({
  'schema.graphql': client(),
  'subgraph.graphql': await subgraph(),
})) {
  const file = new URL(`../${name}`, import.meta.url);
  if (!isCheck) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write(
      `packages/schema/${name} is not what the code says: run \`pnpm schema\`, commit the result.\n`,
    );
    process.exitCode = 1;
  }
}

/** What clients see: types by name, fields as they are declared. */
function client(): string {
  const types = Object.values(clientSchema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return `${types.map(printType).join('\n\n')}\n`;
}

/** What composers get. */
async function subgraph(): Promise<string> {
  const { data } = await graphql({ schema, source: '{ _service { sdl } }' });
  return `${JSON.parse(JSON.stringify(data))._service.sdl.trim()}\n`;
}
