import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = [
  {
    name: 'api-client',
    lib: 'es2024,esnext.disposable',
    exported: 'createApiClient',
    consumer: `
import { createApiClient, createUpstream, type Lead } from '@getsales-gateway/api-client';
const upstream = createUpstream({ url: 'http://127.0.0.1:4010', timeoutMs: 1_000 });
const api = createApiClient({ upstream, apiKey: 'key' });
export const lead: Promise<Lead | null> = api.leads.get('00000000-0000-4000-8000-000000000000');
// A wrong argument is found, so that the types are there.
export type Id = Parameters<typeof api.leads.get>[0] extends string ? true : never;
export const isText: Id = true;
`,
  },
  {
    name: 'client',
    // As in a browser.
    lib: 'es2024,dom,dom.asynciterable',
    exported: 'walk',
    consumer: `
import { createClient, graphql, walk, type Code, type NodeIn } from '@getsales-gateway/client';
const document = graphql('query ($after: String) { leads(after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }');
for await (const lead of walk(createClient({ url: 'http://127.0.0.1:4000/graphql' }), document)) {
  const name: string | null = lead.name;
  // A field that is not selected is not there, so that the types are.
  const hasId: 'id' extends keyof typeof lead ? true : false = false;
}
export const code: Code = 'RATE_LIMITED';
`,
  },
];

it.each(PACKAGES)(
  'packs $name as a package that others could install, with its types',
  { timeout: 120_000 },
  async ({ name, lib, exported, consumer }) => {
    const source = join(ROOT, 'packages', name);
    await using folder = await mkdtempDisposable(join(tmpdir(), 'package-'));
    const pack = ['-y', 'pnpm@12', 'pack', '--pack-destination', folder.path];
    execFileSync('npx', pack, { cwd: source, stdio: 'pipe' });
    const tarball = join(folder.path, `getsales-gateway-${name}-0.1.0.tgz`);
    const installed = join(folder.path, 'node_modules/@getsales-gateway', name);
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);

    const { messages } = await publint({ pkgDir: installed, strict: true });
    expect(messages.filter(({ type }) => type !== 'suggestion')).toEqual([]);
    const attw = spawnSync(
      'attw',
      [tarball, '--profile', 'esm-only', '--no-emoji', '--exclude-entrypoints', './schema.graphql'],
      {
        encoding: 'utf8',
        cwd: join(ROOT, 'e2e'),
        env: { ...process.env, PATH: `${join(ROOT, 'e2e/node_modules/.bin')}:${process.env['PATH']}` },
      },
    );
    expect([attw.status, attw.stdout]).toEqual([0, expect.stringContaining('OK (ESM)')]);

    // What the package depends on, as it would be installed.
    symlinkSync(join(source, 'node_modules'), join(installed, 'node_modules'));
    symlinkSync(join(ROOT, 'node_modules/@types'), join(folder.path, 'node_modules/@types'));
    writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder.path, 'consumer.ts'), consumer);
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      lib,
      '--types',
      'node',
      '--skipLibCheck',
    ];
    const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, 'consumer.ts'], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    expect([tsc.status, tsc.stdout]).toEqual([0, '']);
    const loaded = execFileSync(
      process.execPath,
      ['-e', `import('@getsales-gateway/${name}').then((all) => console.log(typeof all.${exported}))`],
      { cwd: folder.path, encoding: 'utf8' },
    );
    expect(loaded).toBe('function\n');
  },
);
