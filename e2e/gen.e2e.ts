import { execFile } from 'node:child_process';
import { cp, mkdtempDisposable, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COPIED = [
  '.gitignore',
  'apps',
  'biome.json',
  'docs',
  'package.json',
  'packages',
  'scripts',
  'turbo',
  'vitest.config.ts',
];

/** The workspace, without what it has built, and with the dependencies it has installed. */
async function copyWorkspace() {
  const copy = await mkdtempDisposable(join(tmpdir(), 'workspace-'));
  const filter = (path: string) => !path.endsWith('/dist');
  for (const name of COPIED) {
    await cp(join(ROOT, name), join(copy.path, name), { recursive: true, verbatimSymlinks: true, filter });
  }
  await symlink(join(ROOT, 'node_modules'), join(copy.path, 'node_modules'));
  return copy;
}

it('generates a resource from the reference, with tests that pass, also where the tests of all others look', {
  timeout: 120_000,
}, async () => {
  await using copy = await copyWorkspace();
  const options = {
    cwd: copy.path,
    env: { PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter) },
  };
  const gen = (...args: string[]) => run(process.execPath, ['turbo/generators/gen.ts', 'resource', ...args], options);

  await gen('mailbox-error', '--type', 'MailboxError', '--envelope', 'mailbox_error');

  const sdl = await readFile(join(copy.path, 'packages/schema/schema.graphql'), 'utf8');
  expect(sdl).toMatch(/type MailboxError implements Node \{[^}]*\bmailbox: Mailbox\b[^}]*\berrorType: String\b/);
  expect(sdl).toMatch(/Not documented by GetSales itself[^{]*type MailboxError /);
  const tests = ['mailbox-errors', 'schema/test/schema', 'filter-keys', 'wire-fields', 'openapi'];
  // Exits with an error, and so throws, when one fails.
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--no-isolate', ...tests];
  const { stdout } = await run(process.execPath, vitest, options);
  expect(stdout).toContain('packages/api-client/src/resources/mailbox-errors.test.ts');
  expect(stdout).toContain('apps/sandbox/src/routes/mailbox-errors.test.ts');
  expect(stdout).toContain('apps/gateway/test/mailbox-errors.test.ts');

  await expect(gen('mailbox-error')).rejects.toThrow('stand already');
  await expect(gen('nonsense')).rejects.toThrow('openapi.yaml has none ending with /nonsenses');
});
