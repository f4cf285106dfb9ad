import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, readdirSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../gateway/test/eventually.ts';

const VERSIONS = '/usr/lib/postgresql';

/** Where Debian has the programs of PostgreSQL; undefined where it is not installed. */
export function postgresFolder(): string | undefined {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(VERSIONS, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

export interface Postgres extends AsyncDisposable {
  readonly url: string;
  query<Found extends object>(text: string): Promise<Found[]>;
}

/** A database of its own on a socket in a temporary folder. PostgreSQL refuses to run as root, so root becomes `postgres`. */
export async function startPostgres(bin: string): Promise<Postgres> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), 'postgres-')));
  const user = process.getuid?.() === 0 ? userOf('postgres') : undefined;
  if (user) chownSync(folder.path, user.uid, user.gid);
  chmodSync(folder.path, 0o755);
  const data = join(folder.path, 'data');
  const options = { ...user, cwd: folder.path };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'test', '-A', 'trust', '--no-sync'], options);
  const settings = ['-D', data, '-k', folder.path, '-c', 'listen_addresses=', '-c', 'fsync=off'];
  const server = spawn(join(bin, 'postgres'), settings, { ...options, stdio: 'ignore' });
  opened.defer(async () => {
    const over = once(server, 'exit');
    server.kill('SIGINT');
    await over;
  });
  const url = `postgres://test@/postgres?host=${encodeURIComponent(folder.path)}`;
  const client = await eventually(() => connect(url));
  opened.defer(() => client.end());
  const owned = opened.move();
  return {
    url,
    query: async <Found extends object>(text: string) => (await client.query<Found>(text)).rows,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

function userOf(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name]).toString());
  return { uid: id('-u'), gid: id('-g') };
}
