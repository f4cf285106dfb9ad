import { type RedisServer, startRedisServer } from '../../../packages/coordination/test/redis-server.ts';
import type { Front } from './front.ts';
import { type Sending, startSending } from './sending.ts';

export interface Replicas extends AsyncDisposable {
  redis: RedisServer;
  sending: Sending;
  /** Two gateways before one sandbox. */
  fronts: [Front, Front];
}

export async function startReplicas(env: Record<string, string> = {}): Promise<Replicas> {
  await using opened = new AsyncDisposableStack();
  const redis = opened.use(await startRedisServer({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] }));
  const sending = opened.use(await startSending({ env: { REDIS_URL: redis.url, ...env } }));
  const fronts: [Front, Front] = [sending.stack, opened.use(await sending.stack.startAnother())];
  const owned = opened.move();
  return { redis, sending, fronts, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
