import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Answer, Hold, Terms } from './store.ts';

type Row = Record<string, SQLOutputValue>;

/** One transaction: forgets what is too old, then answers for `hold`, and records it when it may begin. */
export function beginIn(database: DatabaseSync, hold: Hold, now: number, terms: Terms): Answer {
  database.prepare('DELETE FROM sends WHERE expires_at < ?').run(now);
  const row = database.prepare('SELECT * FROM sends WHERE id = ?').get(hold.id);
  if (row && row['fingerprint'] !== hold.fingerprint) return { kind: 'conflict' };
  if (row?.['state'] === 'sent') return { kind: 'replay', uuid: String(row['uuid']) };
  if (row && isAhead(row['lease_until'], now, terms.leaseMs)) return { kind: 'wait' };
  if (isThreadUnknown(database, hold, now, terms)) return { kind: 'wait' };
  return row ? takeOver(database, hold, row, now, terms) : insert(database, hold, now, terms);
}

/** A time further ahead than any that is set comes from a clock that was set back since: it means nothing any more. */
function isAhead(time: SQLOutputValue | undefined, now: number, mostMs: number): boolean {
  return Number(time) > now && Number(time) <= now + 2 * mostMs;
}

function isThreadUnknown(database: DatabaseSync, { id, thread }: Hold, now: number, terms: Terms): boolean {
  return database
    .prepare(`SELECT lease_until, settles_at FROM sends WHERE thread = ? AND id <> ? AND state <> 'sent'`)
    .all(thread, id)
    .some((row) => isAhead(row['lease_until'], now, terms.leaseMs) || isAhead(row['settles_at'], now, terms.settleMs));
}

function takeOver(database: DatabaseSync, { id, token }: Hold, row: Row, now: number, terms: Terms): Answer {
  database
    .prepare(`UPDATE sends SET state = 'unconfirmed', token = ?, lease_until = ?, expires_at = ? WHERE id = ?`)
    .run(token, now + terms.leaseMs, now + terms.keepMs, id);
  return {
    kind: 'unconfirmed',
    firstAttemptAt: Number(row['first_attempt_at']),
    lastAttemptAt: Number(row['last_attempt_at']),
    isDated: row['dated'] === 1,
  };
}

function insert(database: DatabaseSync, hold: Hold, now: number, terms: Terms): Answer {
  const times = { leaseUntil: now + terms.leaseMs, settlesAt: now + terms.settleMs, expiresAt: now + terms.keepMs };
  database
    .prepare(
      `INSERT INTO sends VALUES (:id, :account, :thread, :fingerprint, 'pending', :token,
         :leaseUntil, :settlesAt, :expiresAt, :attemptedAt, :attemptedAt, NULL, :isDated)`,
    )
    .run({ ...toRow(hold), ...times });
  return { kind: 'started' };
}

/** SQLite has no booleans. */
export function toRow(hold: Hold) {
  return { ...hold, isDated: hold.isDated ? 1 : 0 };
}
