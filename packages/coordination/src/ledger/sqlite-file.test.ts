import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSqliteFile } from './sqlite-file.ts';

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
