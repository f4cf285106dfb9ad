import { mkdtempDisposable, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { begun, toRequest } from '../../test/ledger-stage.ts';
import { createManualClock } from '../../test/manual-clock.ts';
import { createSqliteFile } from './sqlite-file.ts';
import { startSqliteLedger } from './sqlite-ledger.ts';

it('has each transaction on the disk when it returns', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'ledger-'));
  using file = createSqliteFile(join(directory.path, 'sends.sqlite'));
  const settings = file.transact((database) => [
    database.prepare('PRAGMA journal_mode').get()?.['journal_mode'],
    database.prepare('PRAGMA synchronous').get()?.['synchronous'],
  ]);
  expect(settings).toEqual(['wal', 2]);
});

it('takes back all of a transaction that fails, and goes on', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'ledger-'));
  using file = createSqliteFile(join(directory.path, 'sends.sqlite'));
  file.transact((database) => database.exec('CREATE TABLE notes (text TEXT)'));
  expect(() =>
    file.transact((database) => {
      database.exec(`INSERT INTO notes VALUES ('lost')`);
      database.exec('INSERT INTO nowhere VALUES (1)');
    }),
  ).toThrow('The send ledger cannot be written');
  expect(file.transact((database) => database.prepare('SELECT * FROM notes').all())).toEqual([]);
});

it('names a full disk as the cause, and goes on when there is room again', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'ledger-'));
  using file = createSqliteFile(join(directory.path, 'sends.sqlite'));
  const note = 'x'.repeat(100_000);
  const fill = () =>
    file.transact((database) => {
      database.exec('PRAGMA max_page_count = 1; CREATE TABLE notes (text TEXT)');
      database.prepare('INSERT INTO notes VALUES (?)').run(note);
    });
  const full = expect.objectContaining({ message: 'database or disk is full' });
  expect(fill).toThrow(expect.objectContaining({ name: 'CoordinationUnavailable', cause: full }));
  expect(file.transact((database) => database.prepare('SELECT count(*) AS rows FROM sends').get())).toEqual({
    rows: 0,
  });
});

it('does not grow with the sends that it has forgotten', { timeout: 60_000 }, async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'ledger-'));
  const clock = createManualClock();
  const options = { path: join(directory.path, 'sends.sqlite'), warn: () => {}, clock, terms: { keepMs: 60_000 } };
  const sizes: Record<string, number>[] = [];
  for (let day = 0; day < 6; day++) {
    await using ledger = await startSqliteLedger(options);
    for (let send = 0; send < 150; send++) {
      const request = toRequest({ key: `${day} ${send}`, leadUuid: `${day} ${send}` });
      await begun(await ledger.begin(request)).sent(`${day} ${send}`);
    }
    sizes.push(await sizesIn(directory.path));
    await clock.advance(61_000);
  }
  const [, second, ...later] = sizes;
  for (const size of later) expect(size['sends.sqlite']).toBeLessThanOrEqual(1.2 * (second?.['sends.sqlite'] ?? 0));
  for (const size of sizes) expect(size['sends.sqlite-wal']).toBeLessThan(1.3 * 1024 * 1024);
  expect(Object.keys(await sizesIn(directory.path))).toEqual(['sends.sqlite']);
});

async function sizesIn(folder: string): Promise<Record<string, number>> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size] as const));
  return Object.fromEntries(sizes);
}
