import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../scripts/print-schema.ts', import.meta.url));

it('writes both files with a prefix beside the committed ones, and prints the subgraph', async () => {
  const [client, subgraph] = ['schema', 'subgraph'].map(
    (name) => new URL(`../${name}.TestCo.graphql`, import.meta.url),
  );
  if (!client || !subgraph) throw new Error('No files');
  try {
    const { stdout } = await run(process.execPath, [SCRIPT, '--prefix', 'TestCo']);
    expect(stdout).toBe(await readFile(subgraph, 'utf8'));
    expect(stdout).toContain('type TestCoLead implements Node');
    expect(await readFile(client, 'utf8')).toContain('  testCoLeads(');
  } finally {
    await Promise.all([client, subgraph].map((file) => rm(file, { force: true })));
  }
});

it('refuses a prefix that names cannot begin with', async () => {
  await expect(run(process.execPath, [SCRIPT, '--prefix', '1st'])).rejects.toThrow('GraphQL name');
});
