import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createIssuerKey, jwtEnv, sign, startJwtStack, VENDOR_KEY } from '../../gateway/test/tokens.ts';
import { run } from './command.ts';

/** The scopes that a guide names. */
function scopesOf(guide: string): string {
  const text = readFileSync(new URL(`../../../docs/guides/${guide}.md`, import.meta.url), 'utf8');
  const [, sentence = ''] = /needs the scopes([^.]*)\./.exec(text) ?? [];
  return [...sentence.matchAll(/`([a-z:]+)`/g)].map(([, scope]) => scope).join(' ');
}

it('imports and exports with a company token of the scopes that the guides name', async () => {
  const key = await createIssuerKey();
  const sandbox = { keys: { [VENDOR_KEY]: { teamId: 1 } }, size: { leads: 20, messages: 40 } };
  await using stack = await startJwtStack(await jwtEnv(key), { sandbox });
  await using folder = await mkdtempDisposable(join(tmpdir(), 'scopes-'));
  const token = async (scope: string) => ['--key', await sign(key, { claims: { scope } })];
  const csv = join(folder.path, 'leads.csv');
  writeFileSync(csv, 'LinkedIn,Name\nann,Ann Example\n');
  const importing = [csv, '--list', stack.sandbox.world.lists.all()[0]?.uuid ?? ''];

  const refused = await run('import-leads', stack, [...importing, ...(await token('leads:read workspace:read'))]);
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringMatching(/leads:write[\s\S]*To go on:/) });
  expect(refused.stderr).not.toContain('--key');
  const scopes = await token(scopesOf('import'));
  expect((await run('import-leads', stack, [...importing, ...scopes, '--resume'])).code).toBe(0);
  for (const what of ['leads', 'messages']) {
    const to = ['--to', join(folder.path, `${what}.jsonl`)];
    expect((await run('export', stack, [what, ...to, ...(await token(scopesOf('nightly-mirror')))])).code).toBe(0);
  }
});
