/**
 * `pnpm schema` writes `src/introspection.ts`, the types that documents are checked against, from the committed schema; `--check`
 * compares them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, introspectionFromSchema } from 'graphql';

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const file = new URL('../src/introspection.ts', import.meta.url);
const schema = buildSchema(await readFile(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));
const output = outputIntrospectionFile(minifyIntrospection(introspectionFromSchema(schema, { descriptions: false })), {
  fileType: '.d.ts',
  shouldPreprocess: true,
  preamble: '/** Written by `pnpm schema` from schema.graphql. */\n',
});
// What follows would set the schema of every package that imports gql.tada.
const [types = ''] = output.split('import * as gqlTada');
const text = `${types.trim()}\n`;

if (values.check !== true) await writeFile(file, text);
else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('packages/client/src/introspection.ts is not what the schema says: run `pnpm schema`.\n');
  process.exitCode = 1;
}
