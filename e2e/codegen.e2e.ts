/** The guide for GraphQL Code Generator, with the configuration that it shows. */
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildASTSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { listSnippets, readPage } from './markdown.ts';

const LEADS = `
  query Leads($after: String) {
    leads(first: 10, after: $after) { nodes { name createdAt customFields } pageInfo { hasNextPage endCursor } }
    messages(first: 1) { nodes { status } }
  }
`;

it('generates typed documents with the settings of the guide', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'codegen-'));
  const shown = listSnippets().find(({ page, text }) => page === 'docs/guides/codegen.md' && text.includes('preset'));
  const file = join(folder.path, 'codegen.ts');
  await writeFile(file, shown?.text ?? '');
  const { default: shownConfig } = await import(pathToFileURL(file).href);
  const [[baseOutputDir, { config }] = ['', { config: {} }]]: [string, { config: object }][] = Object.entries(
    shownConfig.generates,
  );
  const schema = parse(readPage('packages/schema/schema.graphql'));
  const documents = [{ document: parse(LEADS), location: 'leads.ts', rawSDL: LEADS }];
  const sections = await preset.buildGeneratesSection({
    baseOutputDir,
    schema,
    schemaAst: buildASTSchema(schema),
    documents,
    config,
    presetConfig: {},
    plugins: [],
    pluginMap: {},
  });
  const types = sections.find(({ filename }) => filename.endsWith('graphql.ts'));
  if (types === undefined) throw new Error('The preset makes no types.');
  const generated = await codegen(types);
  expect(generated).toContain('export const LeadsDocument = ');
  expect(generated).toContain('DocumentNode<LeadsQuery, LeadsQueryVariables>');
  expect(generated).toMatch(/createdAt: string \| null/);
  expect(generated).toMatch(/customFields: unknown/);
  expect(generated).toMatch(/status: (Types\.)?GetSalesMessageStatus \| null/);
});
