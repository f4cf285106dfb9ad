/** The guide for Relay, compiled by its compiler. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import relay from 'relay-runtime';
import { expect, it } from 'vitest';
import { listSnippets } from './markdown.ts';

const COMPILER = fileURLToPath(import.meta.resolve('relay-compiler/cli.js'));

/** The queries of the guide, with one that shows its list of leads. */
const QUERIES = [
  'graphql`query InboxQuery { ...Inbox_leads }`;',
  ...listSnippets()
    .filter(({ page, text }) => page === 'docs/guides/relay.md' && text.includes('graphql`'))
    .map(({ text }) => text),
].join('\n');

/** Compiles queries in a folder that goes afterwards. */
async function compile(queries: string) {
  await using started = new AsyncDisposableStack();
  const project = started.use(await mkdtempDisposable(join(tmpdir(), 'relay-')));
  const file = (name: string) => join(project.path, name);
  await copyFile(new URL('../packages/schema/schema.graphql', import.meta.url), file('schema.graphql'));
  await mkdir(file('artifacts'));
  for (const module of ['Inbox', 'Thread']) {
    const own = queries.match(/graphql`[^`]*`;/g)?.filter((text) => RegExp(`(query|fragment) ${module}`).test(text));
    await writeFile(file(`${module}.js`), own?.join('\n') ?? '');
  }
  await writeFile(
    file('relay.config.json'),
    JSON.stringify({ src: '.', schema: 'schema.graphql', language: 'javascript', artifactDirectory: 'artifacts' }),
  );
  await promisify(execFile)(process.execPath, [COMPILER, 'relay.config.json'], { cwd: project.path });
  const all = started.move();
  return { file, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

it('compiles the queries of the guide over the committed schema', async () => {
  await using compiled = await compile(QUERIES);
  expect((await readdir(compiled.file('artifacts'))).sort()).toEqual([
    'InboxLeadsQuery.graphql.js',
    'InboxQuery.graphql.js',
    'Inbox_leads.graphql.js',
    'ThreadPaginationQuery.graphql.js',
    'ThreadQuery.graphql.js',
    'Thread_lead.graphql.js',
  ]);
  // A thread is refetched from the lead alone, by its global ID.
  expect(await readFile(compiled.file('artifacts/ThreadPaginationQuery.graphql.js'), 'utf8')).toContain(
    'node(id: $id)',
  );
});

it.each([
  ['asks in one direction where the counts have no default', QUERIES, null],
  [
    'asks in both directions where `last` has one',
    QUERIES.replace('last: { type: "Int" }', 'last: { type: "Int", defaultValue: 30 }'),
    30,
  ],
])('%s', async (_name, queries, last) => {
  await using compiled = await compile(queries);
  const { default: artifact } = await import(compiled.file('artifacts/ThreadPaginationQuery.graphql.js'));
  // What Relay asks for the next page with.
  const next = { id: 'TGVhZDox', first: 30, after: 'cursor', last: null, before: null };
  const { variables } = relay.createOperationDescriptor(artifact, next).request;
  expect({ last: null, ...variables }).toMatchObject({ first: 30, last });
});
