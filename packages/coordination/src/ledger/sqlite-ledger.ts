import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Observer, SendLedger } from '@getsales-gateway/api-client';
import { type Clock, steadyClock } from '../clock.ts';
import { createLedger } from './ledger.ts';
import { createSqliteFile } from './sqlite-file.ts';
import { type Answer, DEFAULT_TERMS, type Lease, type SendStore, type Terms } from './store.ts';

export interface SqliteLedgerOptions {
  /** The file, in `DATA_DIR`. Its folder is made when it is missing. */
  path: string;
  /** Called when the file cannot be written at start; the ledger tries again at each send. */
  warn(message: string): void;
  clock?: Clock;
  terms?: Partial<Terms>;
  observer?: Observer | undefined;
}

/** The ledger of a machine: every record is on the disk before `begin` answers. Closing it settles nothing. */
export async function startSqliteLedger({
  path,
  warn,
  clock = steadyClock,
  terms,
  observer,
}: SqliteLedgerOptions): Promise<SendLedger> {
  const allTerms = { ...DEFAULT_TERMS, ...terms };
  const store = createSqliteStore({ path, clock, terms: allTerms });
  await store.check().catch((error: Error) => warn(`${error.message}: ${error.cause}`));
  return createLedger({ store, clock, leaseMs: allTerms.leaseMs, observer });
}

/** No other process has taken the send over, and it is not known to be sent. */
const LEASED = `id = :id AND token = :token AND state <> 'sent'`;

const INSERT = `
  INSERT INTO sends VALUES (:id, :account, :thread, :fingerprint, 'pending', :token,
    :leaseUntil, :settlesAt, :expiresAt, :attemptedAt, :attemptedAt, NULL)`;

const TAKE_OVER = `
  UPDATE sends SET state = 'unconfirmed', token = :token, lease_until = :leaseUntil, expires_at = :expiresAt
  WHERE id = :id`;

const ATTEMPT = `
  UPDATE sends
  SET state = 'pending', lease_until = :leaseUntil, settles_at = :settlesAt, last_attempt_at = :attemptedAt
  WHERE ${LEASED}`;

const CLAIM = `
  UPDATE sends SET uuid = :uuid
  WHERE id = :id AND NOT EXISTS (SELECT 1 FROM sends WHERE account = :account AND uuid = :uuid AND id <> :id)`;

const OTHER_OWNER = `SELECT 1 FROM sends WHERE account = ? AND uuid = ? AND id <> ?`;

/** Even where the send is no longer known: it was given up for dead, and freed by who took it over. */
const CONFIRM = `
  INSERT INTO sends
  VALUES (:id, :account, :thread, :fingerprint, 'sent', :token, 0, 0, :expiresAt, 0, 0, :uuid)
  ON CONFLICT (id) DO UPDATE SET state = 'sent', uuid = :uuid, expires_at = :expiresAt
  WHERE state <> 'sent' AND fingerprint = :fingerprint`;

const KEEP_KEY = `INSERT OR REPLACE INTO sealed_keys VALUES (?, ?, ?, ?)`;
const SEALED_KEY = `SELECT sealed_key FROM sealed_keys WHERE account = ? AND uuid = ?`;

const REFUSE = `DELETE FROM sends WHERE ${LEASED}`;

/** Where an attempt was under way, its times may have been recorded ahead. */
const UNCONFIRM = `
  UPDATE sends SET state = 'unconfirmed', lease_until = 0,
    first_attempt_at = first_attempt_at - CASE state WHEN 'pending' THEN max(0, :aheadMs) ELSE 0 END,
    last_attempt_at = last_attempt_at + CASE state WHEN 'pending' THEN :settlesAt - settles_at - :aheadMs ELSE 0 END,
    settles_at = CASE state WHEN 'pending' THEN :settlesAt ELSE settles_at END
  WHERE ${LEASED}`;

/** An attempt under way may leave as late as now. */
const RENEW = `
  UPDATE sends SET lease_until = :leaseUntil,
    last_attempt_at = last_attempt_at + CASE state WHEN 'pending' THEN :settlesAt - settles_at ELSE 0 END,
    settles_at = CASE state WHEN 'pending' THEN :settlesAt ELSE settles_at END
  WHERE ${LEASED}`;

/** Sends in one file. Processes on one machine may share it. */
export function createSqliteStore({ path, clock, terms }: { path: string; clock: Clock; terms: Terms }): SendStore {
  const file = createSqliteFile(path);

  /** Runs one statement about a send; answers whether it changed anything. */
  async function change(sql: string, lease: Lease, values: Record<string, SQLInputValue> = {}): Promise<boolean> {
    return file.transact((database) => run(database, sql, { ...lease, ...timesFrom(clock.now(), terms), ...values }));
  }

  return {
    begin: async (lease) => file.transact((database) => beginIn(database, lease, clock.now(), terms)),
    attempt: (lease, attemptedAt) => change(ATTEMPT, lease, { attemptedAt }),
    claim: (lease, uuid) => change(CLAIM, lease, { uuid }),
    isOfAnother: async ({ id, account }, uuid) =>
      file.transact((database) => database.prepare(OTHER_OWNER).get(account, uuid, id) !== undefined),
    async sent(lease, uuid) {
      await change(CONFIRM, lease, { uuid });
    },
    async keepKey({ account }, uuid, sealedKey) {
      file.transact((database) => database.prepare(KEEP_KEY).run(account, uuid, sealedKey, clock.now() + terms.keepMs));
    },
    async sealedKey(account, uuid) {
      const row = file.transact((database) => database.prepare(SEALED_KEY).get(account, uuid));
      return row === undefined ? undefined : String(row['sealed_key']);
    },
    async refused(lease) {
      await change(REFUSE, lease);
    },
    async unconfirmed(lease, aheadMs) {
      await change(UNCONFIRM, lease, { aheadMs });
    },
    async renew(lease) {
      await change(RENEW, lease);
    },
    check: async () => file.transact(() => {}),
    [Symbol.asyncDispose]: async () => file[Symbol.dispose](),
  };
}

/** One transaction: forgets what is too old, then answers for `lease`, and records it when it may begin. */
function beginIn(database: DatabaseSync, lease: Lease, now: number, terms: Terms): Answer {
  for (const table of ['sends', 'sealed_keys']) {
    database.prepare(`DELETE FROM ${table} WHERE expires_at < ?`).run(now);
  }
  const row = database.prepare('SELECT * FROM sends WHERE id = ?').get(lease.id);
  if (row && row['fingerprint'] !== lease.fingerprint) return { kind: 'conflict' };
  if (!row && lease.attemptedAt === null) return { kind: 'new' };
  if (row?.['state'] === 'sent') return { kind: 'replay', uuid: String(row['uuid']) };
  if (row && isAhead(row['lease_until'], now, terms.leaseMs)) return { kind: 'wait' };
  if (isThreadUnknown(database, lease, now, terms)) return { kind: 'wait' };
  run(database, row ? TAKE_OVER : INSERT, { ...lease, ...timesFrom(now, terms) });
  if (!row) return { kind: 'started' };
  const [firstAttemptAt, lastAttemptAt] = [Number(row['first_attempt_at']), Number(row['last_attempt_at'])];
  return { kind: 'unconfirmed', firstAttemptAt, lastAttemptAt };
}

/** A time further ahead than any that is set comes from a clock that was set back since: it means nothing any more. */
function isAhead(time: SQLOutputValue | undefined, now: number, mostMs: number): boolean {
  return Number(time) > now && Number(time) <= now + 2 * mostMs;
}

function isThreadUnknown(database: DatabaseSync, { id, thread }: Lease, now: number, terms: Terms): boolean {
  return database
    .prepare(`SELECT lease_until, settles_at FROM sends WHERE thread = ? AND id <> ? AND state <> 'sent'`)
    .all(thread, id)
    .some((row) => isAhead(row['lease_until'], now, terms.leaseMs) || isAhead(row['settles_at'], now, terms.settleMs));
}

function timesFrom(now: number, { leaseMs, settleMs, keepMs }: Terms) {
  return { leaseUntil: now + leaseMs, settlesAt: now + settleMs, expiresAt: now + keepMs };
}

/** Answers whether the statement changed anything. */
function run(database: DatabaseSync, sql: string, values: Record<string, SQLInputValue>): boolean {
  const statement = database.prepare(sql);
  statement.setAllowUnknownNamedParameters(true);
  return Number(statement.run(values).changes) > 0;
}
