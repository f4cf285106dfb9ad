import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../scripts/check-breaking.ts', import.meta.url));

const RELEASED =
  'type Query { lead(id: ID!): Lead } type Lead @key(fields: "id") @key(fields: "uuid") { id: ID! uuid: ID! name: String }';

/** What the check says of a schema and its declared changes; empty where it passes. */
async function check(current: string, declared = '', args: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'breaking-'));
  const files = {
    'released.graphql': RELEASED,
    'subgraph.graphql': current,
    'breaking-changes.txt': `# List\n${declared}`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const said = await run(process.execPath, [SCRIPT, '--folder', folder, ...args]).then(
    () => '',
    (error: { stderr: string }) => error.stderr,
  );
  const after = Object.keys(files).map((name) => readFileSync(join(folder, name), 'utf8'));
  rmSync(folder, { recursive: true });
  return { said, after };
}

it('passes what only adds, and what is declared with a reason', async () => {
  expect((await check(RELEASED.replace('name:', 'age: Int name:'))).said).toBe('');
  expect((await check(RELEASED.replace('name: String', ''), 'FIELD_REMOVED Lead.name: nobody reads it\n')).said).toBe(
    '',
  );
});

it.each([
  ['a field that is gone', RELEASED.replace('name: String', ''), 'FIELD_REMOVED Lead.name: '],
  ['a field of another type', RELEASED.replace('name: String', 'name: Int'), 'FIELD_TYPE_CHANGED Lead.name: '],
  [
    'an argument that must be given',
    RELEASED.replace('(id: ID!', '(id: ID!, team: ID!'),
    'FIELD_ARGUMENT_ADDED Query.lead.team: ',
  ],
  ['a key that is gone', RELEASED.replace(' @key(fields: "uuid")', ''), 'DIRECTIVE_USAGE_OBJECT_REMOVED Lead'],
])('fails for %s, with the line that declares it', async (_, current, line) => {
  expect((await check(current)).said).toContain(`  ${line}`);
});

it.each(['FIELD_REMOVED Lead.other: gone\n', 'FIELD_REMOVED Lead.name\n'])(
  'fails for a declaration that does not fit: %s',
  async (line) => {
    expect((await check(RELEASED, line)).said).toContain('not so, or without why');
  },
);

it('takes the current schema for released, and empties the list', async () => {
  const current = RELEASED.replace('name: String', '');
  const { said, after } = await check(current, 'FIELD_REMOVED Lead.name: nobody reads it\n', ['--release']);
  expect(said).toBe('');
  expect(after).toEqual([current, current, '# List\n']);
});
