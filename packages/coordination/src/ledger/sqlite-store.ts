import type { SQLInputValue } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { beginIn } from './sqlite-begin.ts';
import { createSqliteFile } from './sqlite-file.ts';
import type { Hold, SendStore, Terms } from './store.ts';

const HELD = `id = :id AND token = :token AND state <> 'sent'`;
/** An attempt under way may leave as late as now. */
const MAY_LEAVE_NOW = `
  last_attempt_at = last_attempt_at + CASE state WHEN 'pending' THEN :settlesAt - settles_at ELSE 0 END,
  settles_at = CASE state WHEN 'pending' THEN :settlesAt ELSE settles_at END`;

/** Sends in one file. Processes on one machine may share it. */
export function createSqliteStore({ path, clock, terms }: { path: string; clock: Clock; terms: Terms }): SendStore {
  const { leaseMs, settleMs, keepMs } = terms;
  const file = createSqliteFile(path);

  /** Runs one statement about a send; answers how many rows it changed. */
  async function change({ id, token }: Hold, sql: string, values: Record<string, SQLInputValue>): Promise<number> {
    return file.transact((database) => {
      const statement = database.prepare(sql);
      statement.setAllowUnknownNamedParameters(true);
      return Number(statement.run({ id, token, ...values }).changes);
    });
  }

  const leaseUntil = () => clock.now() + leaseMs;
  const settlesAt = () => clock.now() + settleMs;

  return {
    begin: async (hold) => file.transact((database) => beginIn(database, hold, clock.now(), terms)),

    async attempt(hold, attemptedAt) {
      const sql = `UPDATE sends SET state = 'pending', last_attempt_at = :attemptedAt,
        lease_until = :leaseUntil, settles_at = :settlesAt WHERE ${HELD}`;
      return (await change(hold, sql, { attemptedAt, leaseUntil: leaseUntil(), settlesAt: settlesAt() })) > 0;
    },

    async claim(hold, uuid) {
      const sql = `UPDATE sends SET uuid = :uuid WHERE id = :id
        AND NOT EXISTS (SELECT 1 FROM sends WHERE account = :account AND uuid = :uuid AND id <> :id)`;
      return (await change(hold, sql, { uuid, account: hold.account })) > 0;
    },

    // Even where the send is no longer known: it was given up for dead, and freed by who took it over.
    async sent(hold, uuid) {
      const sql = `INSERT INTO sends VALUES (:id, :account, :thread, :fingerprint, 'sent', :token,
          0, 0, :expiresAt, :attemptedAt, :attemptedAt, :uuid)
        ON CONFLICT (id) DO UPDATE SET state = 'sent', uuid = :uuid, expires_at = :expiresAt
          WHERE state <> 'sent' AND fingerprint = :fingerprint`;
      await change(hold, sql, { ...hold, uuid, expiresAt: clock.now() + keepMs });
    },

    async refused(hold) {
      await change(hold, `DELETE FROM sends WHERE ${HELD}`, {});
    },

    async unconfirmed(hold) {
      const sql = `UPDATE sends SET ${MAY_LEAVE_NOW}, state = 'unconfirmed', lease_until = 0 WHERE ${HELD}`;
      await change(hold, sql, { settlesAt: settlesAt() });
    },

    async renew(hold) {
      const sql = `UPDATE sends SET ${MAY_LEAVE_NOW}, lease_until = :leaseUntil WHERE ${HELD}`;
      await change(hold, sql, { leaseUntil: leaseUntil(), settlesAt: settlesAt() });
    },

    check: async () => file.transact(() => {}),
    [Symbol.asyncDispose]: async () => file[Symbol.dispose](),
  };
}
