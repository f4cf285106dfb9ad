import { join } from 'node:path';
import type { RequestBudget, SendLedger } from '@getsales-gateway/api-client';
import {
  createMemoryBudget,
  startRedis,
  startRedisBudget,
  startRedisLedger,
  startSqliteLedger,
} from '@getsales-gateway/coordination';
import type { Env } from './env.ts';

/** What this process agrees on with its replicas, or with itself after a restart. */
export interface Coordination extends AsyncDisposable {
  budget: RequestBudget;
  ledger: SendLedger;
}

/** Opens the shared stores where `REDIS_URL` names them, else those of this machine. A store that is away is no failure: it says so, and recovers. */
export async function startCoordination(env: Env, warn: (message: string) => void): Promise<Coordination> {
  const { redisUrl, requestsPerMinute, dataDir } = env.coordination;
  await using opened = new AsyncDisposableStack();
  if (redisUrl === undefined) {
    const budget = opened.use(createMemoryBudget({ requestsPerMinute }));
    const ledger = opened.use(await startSqliteLedger({ path: join(dataDir, 'sends.sqlite'), warn }));
    return kept(budget, ledger, opened.move());
  }
  const { redis } = opened.use(await startRedis({ url: redisUrl, warn }));
  // A slot is held from its grant: the wait in the connection pool comes on top of the attempt's own time.
  const longestRequestMs = 2 * env.upstream.timeoutMs;
  const budget = opened.use(await startRedisBudget({ redis, requestsPerMinute, longestRequestMs, warn }));
  const ledger = opened.use(await startRedisLedger({ redis, warn }));
  return kept(budget, ledger, opened.move());
}

function kept(budget: RequestBudget, ledger: SendLedger, opened: AsyncDisposableStack): Coordination {
  return { budget, ledger, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
