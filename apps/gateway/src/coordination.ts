import { join } from 'node:path';
import type { EventBus, Observer, PollTurns, RequestBudget, SendLedger } from '@getsales-gateway/api-client';
import {
  createMemoryBudget,
  createRedisTurns,
  startRedis,
  startRedisBudget,
  startRedisEvents,
  startRedisLedger,
  startSqliteLedger,
} from '@getsales-gateway/coordination';
import type { Env } from './env.ts';

/** State that replicas share, or that one process keeps over a restart. */
interface Stores {
  budget: RequestBudget;
  ledger: SendLedger;
  /** Undefined where this process is alone and has nobody to tell. */
  events?: EventBus;
  /** Undefined where this process reads for itself. */
  turns?: PollTurns;
}

export interface Coordination extends AsyncDisposable {
  stores: Stores;
}

/**
 * Opens the shared stores in Redis if `REDIS_URL` is set, otherwise the stores of this machine. A store that is unavailable is
 * logged and recovers by itself. `observer` is told what the stores do.
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
    const ledger = opened.use(await startSqliteLedger({ path: join(dataDir, 'sends.sqlite'), warn, observer }));
    return kept({ budget, ledger }, opened.move());
  }
  const connection = opened.use(await startRedis({ url: redisUrl, warn }));
  const { redis } = connection;
  // A slot is held from its grant on, which includes the wait in the connection pool.
  const longestRequestMs = 2 * env.upstream.timeoutMs;
  const budget = opened.use(await startRedisBudget({ redis, requestsPerMinute, longestRequestMs, warn, observer }));
  const ledger = opened.use(await startRedisLedger({ redis, warn, observer }));
  const events = opened.use(await startRedisEvents(connection));
  return kept({ budget, ledger, events, turns: createRedisTurns(connection, warn) }, opened.move());
}

function kept(stores: Stores, opened: AsyncDisposableStack): Coordination {
  return { stores, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
