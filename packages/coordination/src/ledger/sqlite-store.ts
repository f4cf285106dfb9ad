import type { SQLInputValue } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { beginIn, toRow } from './sqlite-begin.ts';
import { createSqliteFile } from './sqlite-file.ts';
import { ATTEMPT, CLAIM, CONFIRM, LEAVE, OTHER_OWNER, REFUSE, RENEW } from './sqlite-statements.ts';
import type { Hold, SendStore, Terms } from './store.ts';

/** Sends in one file. Processes on one machine may share it. */
export function createSqliteStore({ path, clock, terms }: { path: string; clock: Clock; terms: Terms }): SendStore {
  const { leaseMs, settleMs, keepMs } = terms;
  const file = createSqliteFile(path);

  /** Runs one statement about a send; answers whether it changed anything. */
  async function change(sql: string, hold: Hold, values: Record<string, SQLInputValue> = {}): Promise<boolean> {
    const now = clock.now();
    const times = { leaseUntil: now + leaseMs, settlesAt: now + settleMs, expiresAt: now + keepMs };
    return file.transact((database) => {
      const statement = database.prepare(sql);
      statement.setAllowUnknownNamedParameters(true);
      return Number(statement.run({ ...toRow(hold), settleMs, ...times, ...values }).changes) > 0;
    });
  }

  return {
    begin: async (hold) => file.transact((database) => beginIn(database, hold, clock.now(), terms)),
    attempt: (hold, attemptedAt) => change(ATTEMPT, hold, { attemptedAt }),
    claim: (hold, uuid) => change(CLAIM, hold, { uuid }),
    isOfAnother: async ({ id, account }, uuid) =>
      file.transact((database) => database.prepare(OTHER_OWNER).get(account, uuid, id) !== undefined),
    async sent(hold, uuid) {
      await change(CONFIRM, hold, { uuid });
    },
    async refused(hold) {
      await change(REFUSE, hold);
    },
    async unconfirmed(hold, aheadMs) {
      await change(LEAVE, hold, { aheadMs: aheadMs ?? 0, isKnown: aheadMs === undefined ? 0 : 1 });
    },
    async renew(hold) {
      await change(RENEW, hold, { aheadMs: 0 });
    },
    check: async () => file.transact(() => {}),
    [Symbol.asyncDispose]: async () => file[Symbol.dispose](),
  };
}
