import { join } from 'node:path';
import type { EventBus, Observer, RequestBudget, SendLedger } from '@getsales-gateway/api-client';
import {
  createMemoryBudget,
  startRedis,
  startRedisBudget,
  startRedisEvents,
  startRedisLedger,
  startSqliteLedger,
} from '@getsales-gateway/coordination';
import type { Env } from './env.ts';

/** What this process agrees on with its replicas, or with itself after a restart. */
interface Stores {
  budget: RequestBudget;
  ledger: SendLedger;
  /** Undefined where this process is alone and has nobody to tell. */
  events?: EventBus;
}

export interface Coordination extends AsyncDisposable {
  stores: Stores;
}

/**
 * Opens the shared stores where `REDIS_URL` names them, else those of this machine. A store that is away is no failure: it says
 * so, and recovers. `observer` is told what they do.
 */
export async function startCoordination(
  env: Env,
  warn: (message: string) => void,
  observer?: Observer,
): Promise<Coordination> {
  const { redisUrl, requestsPerMinute, dataDir } = env.coordination;
  await using opened = new AsyncDisposableStack();
  if (redisUrl === undefined) {
    const budget = opened.use(createMemoryBudget({ requestsPerMinute, observer }));
    const ledger = opened.use(await startSqliteLedger({ path: join(dataDir, 'sends.sqlite'), warn }));
    return kept({ budget, ledger }, opened.move());
  }
  const connection = opened.use(await startRedis({ url: redisUrl, warn }));
  const { redis } = connection;
  // A slot is held from its grant: the wait in the connection pool comes on top of the attempt's own time.
  const longestRequestMs = 2 * env.upstream.timeoutMs;
  const budget = opened.use(await startRedisBudget({ redis, requestsPerMinute, longestRequestMs, warn, observer }));
  const ledger = opened.use(await startRedisLedger({ redis, warn }));
  const events = opened.use(await startRedisEvents(connection));
  return kept({ budget, ledger, events }, opened.move());
}

function kept(stores: Stores, opened: AsyncDisposableStack): Coordination {
  return { stores, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
