/** `pnpm gen resource <name>`: the files of a new resource, from what the reference documents of its list. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { clientFiles } from './client-files.ts';
import { toParent } from './fields.ts';
import { gatewayFiles } from './gateway-files.ts';
import { toNames } from './names.ts';
import { readReference } from './reference.ts';
import { register, registrations } from './register.ts';
import type { Files, Resource } from './resource.ts';
import { sandboxFiles } from './sandbox-files.ts';
import { schemaFiles } from './schema-files.ts';

const USAGE = `pnpm gen resource <name> [--path /leads/api/notes] [--envelope note] [--type LeadNote] [--under Lead.notes]

  <name>       kebab-case and singular: note, data-source
  --path       the list in openapi.yaml; found by the plural of the name unless said
  --envelope   the key that each row is wrapped in, if it is
  --type       the GraphQL type, Lead… unless said: names that other subgraphs would use are avoided
  --under      a relation from another entity to its rows, by the reference's filter; may be given several times
`;

const ROOT = new URL('../../', import.meta.url);

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      path: { type: 'string' },
      envelope: { type: 'string' },
      type: { type: 'string' },
      under: { type: 'string', multiple: true, default: [] },
    },
  });
  const [kind, name, ...rest] = positionals;
  if (kind !== 'resource' || name === undefined || rest.length > 0) throw new Error(USAGE);
  const names = toNames(name, values.type);
  const reference = await readReference(names.plural, values.path);
  const parents = values.under.map(toParent);
  const resource = { ...names, ...reference, envelope: values.envelope, parents };

  const created = newFiles(resource);
  const changed = await changedFiles(resource);
  const files = Object.keys({ ...created, ...changed });
  for (const [file, text] of Object.entries({ ...created, ...changed })) await writeFile(new URL(file, ROOT), text);
  run('biome', 'check', '--write', '--log-level=error', ...files);
  run(process.execPath, 'packages/schema/scripts/print-schema.ts');
  process.stdout.write(
    `${files.map((file) => `${file in created ? 'new    ' : 'changed'} ${file}`).join('\n')}\n
Read what was written: where the reference describes nothing, a description only names the thing.
The sandbox seeds ${names.many} with blank text: fill it in apps/sandbox/src/seed/others.ts.\n`,
  );
}

/** @throws if one of them exists already. */
function newFiles(resource: Resource): Files {
  const files = {
    ...clientFiles(resource),
    ...schemaFiles(resource),
    ...gatewayFiles(resource),
    ...sandboxFiles(resource),
  };
  const standing = Object.keys(files).filter((file) => existsSync(new URL(file, ROOT)));
  if (standing.length > 0) throw new Error(`${standing.join(' and ')} stand already`);
  return files;
}

async function changedFiles(resource: Resource): Promise<Files> {
  const files: Files = {};
  for (const registration of registrations(resource)) {
    const { file } = registration;
    files[file] = register(files[file] ?? (await readFile(new URL(file, ROOT), 'utf8')), registration);
  }
  return files;
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: fileURLToPath(ROOT), stdio: 'inherit' });
}
