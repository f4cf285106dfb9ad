/**
 * `pnpm check:breaking` compares `subgraph.graphql` with `released.graphql`, and fails for a breaking change that
 * `breaking-changes.txt` does not declare. `pnpm schema:release` takes the current one for released.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, type GraphQLSchema } from 'graphql';

const { values } = parseArgs({
  options: { release: { type: 'boolean' }, folder: { type: 'string', default: join(import.meta.dirname, '..') } },
});
const pathOf = (name: string) => join(values.folder, name);
const read = (name: string) => readFileSync(pathOf(name), 'utf8');
const DECLARED = 'breaking-changes.txt';

if (values.release) {
  writeFileSync(pathOf('released.graphql'), read('subgraph.graphql'));
  writeFileSync(pathOf(DECLARED), read(DECLARED).replaceAll(/^(?!#).*\n?/gm, ''));
} else await check();

async function check(): Promise<void> {
  const changes = await diff(toSchema('released.graphql'), toSchema('subgraph.graphql'));
  const breaking = changes.filter(isBreaking);
  const declared = read(DECLARED)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const isMade = (line: string) => breaking.some((change) => line.startsWith(`${nameOf(change)}: `));
  const undeclared = breaking.filter((change) => !declared.some((line) => line.startsWith(`${nameOf(change)}: `)));
  const outdated = declared.filter((line) => !isMade(line));
  if (undeclared.length > 0) {
    const lines = undeclared.map((change) => `  ${nameOf(change)}: (${change.message})`);
    process.stderr.write(
      `The schema breaks clients of the last release. Take it back, or add to packages/schema/${DECLARED}, with why:\n${lines.join('\n')}\n`,
    );
  }
  if (outdated.length > 0) {
    process.stderr.write(
      `Declared in packages/schema/${DECLARED}, but not so, or without why:\n  ${outdated.join('\n  ')}\n`,
    );
  }
  if (undeclared.length + outdated.length > 0) process.exitCode = 1;
}

/** A key or a shared type that goes breaks the supergraph, although no client sees it. */
function isBreaking({ criticality, type, path = '' }: Change): boolean {
  if (criticality.level === CriticalityLevel.Breaking) return true;
  return type === 'DIRECTIVE_USAGE_OBJECT_REMOVED' && /\.@?(key|shareable)$/.test(path);
}

function nameOf({ type, path }: Change): string {
  return `${type} ${path}`;
}

function toSchema(name: string): GraphQLSchema {
  return buildSchema(read(name), { assumeValidSDL: true });
}
