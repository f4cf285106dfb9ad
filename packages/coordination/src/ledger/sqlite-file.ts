import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CoordinationUnavailable } from '@getsales-gateway/api-client';

/** A database that opens when it is needed, and anew after a failure: a disk that was full or read-only recovers by itself. */
export interface SqliteFile extends Disposable {
  /** Runs one transaction that others, in other processes too, see whole or not at all. Once it returns, it is on the disk. */
  transact<T>(run: (database: DatabaseSync) => T): T;
}

/** How long another process may hold the file. Waiting for it stops this process, so it is short. */
const BUSY_TIMEOUT_MS = 1_000;
/** The log is written back to the file after so many pages of 4 kB, and cut to this size. */
const WAL_PAGES = 250;
const WAL_BYTES = WAL_PAGES * 4_096;
const VERSION = 4;

const SCHEMA = `
  CREATE TABLE sends (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    thread TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'unconfirmed')),
    token TEXT NOT NULL,
    lease_until REAL NOT NULL,
    settles_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    first_attempt_at REAL NOT NULL,
    last_attempt_at REAL NOT NULL,
    uuid TEXT
  ) STRICT;
  CREATE INDEX sends_by_thread ON sends (thread);
  CREATE INDEX sends_by_uuid ON sends (account, uuid);
  CREATE INDEX sends_by_expiry ON sends (expires_at);
`;

const SEALED_KEYS = `
  CREATE TABLE IF NOT EXISTS sealed_keys (
    account TEXT NOT NULL,
    uuid TEXT NOT NULL,
    sealed_key TEXT NOT NULL,
    expires_at REAL NOT NULL,
    PRIMARY KEY (account, uuid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sealed_keys_by_expiry ON sealed_keys (expires_at);
`;

/** A send that is not dated was recorded before the upstream had told its time: it is looked for in the whole thread. */
const FROM_VERSION_2 = `
  UPDATE sends SET first_attempt_at = 0 WHERE NOT dated;
  ALTER TABLE sends DROP COLUMN dated;
`;

export function createSqliteFile(path: string): SqliteFile {
  let database: DatabaseSync | undefined;

  function close(): void {
    database?.close();
    database = undefined;
  }

  return {
    transact(run) {
      try {
        database ??= open(path);
        return inTransaction(database, run);
      } catch (cause) {
        close();
        throw new CoordinationUnavailable('The send ledger cannot be written', { cause });
      }
    },
    [Symbol.dispose]: close,
  };
}

function open(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    database.exec(`PRAGMA wal_autocheckpoint = ${WAL_PAGES}; PRAGMA journal_size_limit = ${WAL_BYTES}`);
    inTransaction(database, prepareSchema);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareSchema(database: DatabaseSync): void {
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  if (version === VERSION) return;
  if (version === 0) database.exec(SCHEMA);
  else if (version === 2) database.exec(FROM_VERSION_2);
  else if (version !== 1 && version !== 3)
    throw new Error(`The file is of version ${version}, this program knows ${VERSION}`);
  database.exec(SEALED_KEYS);
  database.exec(`PRAGMA user_version = ${VERSION}`);
}

function inTransaction<T>(database: DatabaseSync, run: (database: DatabaseSync) => T): T {
  database.exec('BEGIN IMMEDIATE');
  const result = run(database);
  database.exec('COMMIT');
  return result;
}
