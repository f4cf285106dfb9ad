import type { Observer, SendLedger } from '@getsales-gateway/api-client';
import { type Clock, steadyClock } from '../clock.ts';
import { createLedger } from './ledger.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { DEFAULT_TERMS, type Terms } from './store.ts';

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
