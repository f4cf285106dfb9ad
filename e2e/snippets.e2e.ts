/** Runs, validates or composes every snippet of every page, so that none can go stale. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  buildSchema,
  type DocumentNode,
  isExecutableDefinitionNode,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { expect, it } from 'vitest';
import { composeSupergraph } from '../examples/supergraph/supergraph.ts';
import { ask } from './ask.ts';
import { listPages, listSnippets, ROOT, readPage, type Snippet, toCommands } from './markdown.ts';
import { startProgram } from './program.ts';
import { type Stack, startStack } from './stack.ts';

const run = promisify(execFile);
const snippets = listSnippets();
const schema = buildSchema(readPage('packages/schema/schema.graphql'));
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readPage('package.json'));

/** Where variables are read. */
const ENVIRONMENT = [
  'apps/gateway/src/env.ts',
  'apps/gateway/src/access/auth.ts',
  'apps/gateway/src/secret-files.ts',
  'apps/sandbox/src/env.ts',
  'apps/cli/src/settings.ts',
  'scripts/start.ts',
  'examples/supergraph/main.ts',
]
  .map(readPage)
  .join('\n');

const placeOf = ({ page, line }: Snippet) => `${page}:${line}`;
const inLanguage = (language: string) => snippets.filter((snippet) => snippet.language === language);

it('has a check for the language of each snippet', () => {
  expect(snippets.length).toBeGreaterThan(30);
  const checked = new Set(['', 'sh', 'json', 'graphql', 'ts', 'nginx', 'csv', 'sql']);
  expect(snippets.filter(({ language }) => !checked.has(language)).map(placeOf)).toEqual([]);
  const fences = listPages().flatMap((page) => readPage(page).match(/^\s*(```|~~~|<pre)/gm) ?? []);
  expect(fences).toHaveLength(snippets.length * 2);
});

it.each(inLanguage('json').map((snippet) => [placeOf(snippet), snippet] as const))('%s is JSON', (_place, { text }) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

it('has operations that the graph understands, and queries that the sandbox answers', async () => {
  await using stack = await startStack();
  for (const snippet of inLanguage('graphql')) {
    const document = parse(snippet.text);
    if (!document.definitions.every(isExecutableDefinitionNode)) continue;
    expect(validate(schema, document), placeOf(snippet)).toEqual([]);
    const [operation] = operationsOf(document);
    if (operation?.operation !== 'query') continue;
    const answer = await ask(stack.url, snippet.text, await variablesOf(operation, stack));
    expect(answer, placeOf(snippet)).not.toHaveProperty('errors');
  }
});

it('has type definitions that compose with the gateway', () => {
  const getsales = { name: 'getsales', url: 'http://getsales', sdl: readPage('packages/schema/subgraph.graphql') };
  const definitions = inLanguage('graphql').filter(
    ({ text }) => !parse(text).definitions.every(isExecutableDefinitionNode),
  );
  expect(definitions.length).toBeGreaterThan(0);
  for (const snippet of definitions) {
    const other = { name: 'other', url: 'http://other', sdl: snippet.text };
    expect(() => composeSupergraph([getsales, other]), placeOf(snippet)).not.toThrow();
  }
});

it('has commands that exist, with variables that are read', () => {
  for (const snippet of inLanguage('sh')) {
    for (const command of toCommands(snippet)) expectKnown(command, placeOf(snippet));
  }
});

it('has requests that are answered without an error', async () => {
  for (const page of listPages()) {
    const requests = inLanguage('sh')
      .filter((snippet) => snippet.page === page)
      .flatMap((snippet) => toCommands(snippet).map((command) => [placeOf(snippet), command] as const))
      .filter(([, command]) => command.startsWith('curl '));
    if (requests.length === 0) continue;
    await using servers = await startServers();
    for (const [place, command] of requests) await expectAnswer(servers.replacePorts(command), place);
  }
});

it('shows the answer that the request before it gets', async () => {
  await using servers = await startServers();
  const pairs = snippets.flatMap((snippet, index) => {
    const before = snippets[index - 1];
    const [command = ''] = before?.page === snippet.page ? toCommands(before) : [];
    return snippet.language === 'json' && command.startsWith('curl ') ? [[command, snippet.text] as const] : [];
  });
  expect(pairs.length).toBeGreaterThan(0);
  for (const [command, shown] of pairs) {
    const { stdout } = await runCurl(servers.replacePorts(command), '-sS');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(shown));
  }
});

it('has programs that run, and parts of programs that could be', async () => {
  await using stack = await startStack();
  for (const { page, line, text } of inLanguage('ts')) {
    const place = `${page}:${line}`;
    expect(
      () => stripTypeScriptTypes(`async () => {${text.replaceAll(/^import [\s\S]*?;$|^export (default )?/gm, '')}}`),
      place,
    ).not.toThrow();
    const isOfClient = text.includes("from '@getsales-gateway/client'");
    if (!text.includes("from 'graphql'") && !text.includes('createApiClient') && !isOfClient) continue;
    const program = text
      .replaceAll('http://127.0.0.1:4010', stack.upstreamUrl)
      .replaceAll('http://127.0.0.1:4000', new URL(stack.url).origin);
    const cwd = isOfClient ? join(ROOT, 'e2e') : dirname(join(ROOT, page));
    const { stdout } = await run(process.execPath, ['--input-type=module-typescript', '-e', program], { cwd });
    expect(stdout, place).not.toMatch(/errors|undefined/);
    for (const [, printed] of text.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm))
      expect(stdout, place).toContain(printed);
  }
});

it('imports what our packages export', async () => {
  const imports = inLanguage('ts').flatMap(({ page, text }) =>
    [...text.matchAll(/import \{([^}]+)\} from '@getsales-gateway\/([\w-]+)'/g)].map(([, names = '', name = '']) => ({
      page,
      name,
      imported: names.split(',').map((part) => part.trim()),
    })),
  );
  expect(imports.length).toBeGreaterThan(2);
  for (const { page, name, imported } of imports) {
    const exported = Object.keys(await import(join(ROOT, 'packages', name, 'src/index.ts')));
    for (const each of imported.filter((part) => part !== '')) expect(exported, page).toContain(each);
  }
});

it('names variables that are read, in the tables of every page', () => {
  const tables = listPages().flatMap((page) => readPage(page).match(/^\| variable [\s\S]*?\n(?!\|)/gm) ?? []);
  expect(tables.length).toBeGreaterThan(1);
  for (const row of tables.join('\n').split('\n')) {
    for (const [name] of (row.split('|')[1] ?? '').matchAll(/\b[A-Z][A-Z_]+\b/g)) expect(ENVIRONMENT).toContain(name);
  }
});

it('describes every variable of the gateway and the sandbox in the README', () => {
  const declared = ['apps/gateway/src/env.ts', 'apps/sandbox/src/env.ts'].flatMap((file) =>
    [...readPage(file).matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name),
  );
  expect(declared.length).toBeGreaterThan(20);
  const readme = [readPage('README.md'), readPage('apps/sandbox/README.md')].join('\n');
  expect(declared.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

function operationsOf({ definitions }: DocumentNode): OperationDefinitionNode[] {
  return definitions.filter((definition) => definition.kind === 'OperationDefinition');
}

type First = Record<'leads' | 'leadLists' | 'flows', { nodes: { id: string }[] }>;
const FIRST =
  '{ leads(first: 1) { nodes { id } } leadLists(first: 1) { nodes { id } } flows(first: 1) { nodes { id } } }';

/** Of the sandbox, for each variable that must have a value: a list or an automation where its name says so, else a lead. */
async function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode, { url }: Stack) {
  const { data } = await ask<First>(url, FIRST);
  const named = new Map(Object.entries({ listId: data.leadLists, flowId: data.flows }));
  const needed = variableDefinitions.filter(({ type }) => type.kind === 'NonNullType');
  return Object.fromEntries(
    needed.map(({ variable: { name } }) => [name.value, (named.get(name.value) ?? data.leads).nodes[0]?.id]),
  );
}

function expectKnown(command: string, place: string): void {
  for (const [, name = ''] of command.matchAll(/\b([A-Z][A-Z_]+)=/g)) {
    // Any secret may stand in a file.
    expect(ENVIRONMENT, place).toContain(name.replace(/_FILE$/, ''));
  }
  for (const part of command.split('&&').map((text) => text.trim().replace(/^([A-Z_]+=(<[^>]*>|\S)+ +)*/, ''))) {
    const [, script] = /^(?:npx -y pnpm@12|pnpm) ([\w:-]+)/.exec(part) ?? [];
    const [, file] = /\bnode (\S+\.[jt]s)/.exec(part) ?? [];
    if (file !== undefined) expect(existsSync(join(ROOT, file)), `${place}: ${file}`).toBe(true);
    if (script !== undefined && script !== 'exec') expect(scripts, place).toHaveProperty([script]);
    expect(script ?? file ?? part, place).toMatch(/^(curl .+|jq .+|export \w+=.+|[\w:./-]+)$/);
  }
}

/** A gateway before a sandbox and a supergraph before both, in place of those at the ports that the pages name. */
async function startServers() {
  await using started = new AsyncDisposableStack();
  const stack = started.use(await startStack({ EXPLAIN_UPSTREAM: 'true', MCP: 'true' }));
  const main = join(ROOT, 'examples/supergraph/main.ts');
  const program = started.use(startProgram(main, { GETSALES_GRAPHQL_URL: stack.url, ROUTER_PORT: '0' }));
  const [, router = ''] = await program.printed(/Supergraph +(\S+)/);
  const origins = { 4000: new URL(stack.url).origin, 4010: stack.upstreamUrl, 4400: new URL(router).origin };
  const all = started.move();
  return {
    replacePorts: (command: string) =>
      // In one go, and whole ports only: a free port may begin with one of these.
      command.replaceAll(
        /http:\/\/127\.0\.0\.1:(\d+)/g,
        (text, port) => new Map(Object.entries(origins)).get(port) ?? text,
      ),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** In a folder with the file that pages upload. */
async function runCurl(command: string, options: string) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'snippets-'));
  await writeFile(join(folder.path, 'offer.pdf'), '%PDF-1.4');
  return await run('sh', ['-c', command.replace(/^curl/, `curl ${options}`)], { cwd: folder.path });
}

/** A stream goes on until curl ends it: 28 is its code for that. */
async function expectStream(command: string, place: string): Promise<void> {
  const ended = runCurl(command, '-sS --fail-with-body --max-time 2');
  await expect(ended, place).rejects.toMatchObject({ code: 28 });
}

async function expectAnswer(command: string, place: string): Promise<void> {
  if (command.startsWith('curl -N')) return expectStream(command, place);
  const { stdout } = await runCurl(command, '-sS --fail-with-body');
  if (stdout === '') return;
  expect(JSON.parse(stdout), place).not.toHaveProperty('errors');
}
