import { CoordinationUnavailable, type Observer, type SendLedger } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { type Clock, steadyClock } from '../clock.ts';
import type { Script } from '../redis/script.ts';
import { createLedger } from './ledger.ts';
import {
  attemptSend,
  beginSend,
  claimMessage,
  confirmSend,
  refuseSend,
  renewSend,
  unconfirmSend,
} from './redis-scripts.ts';
import { type Answer, DEFAULT_TERMS, type Lease, type SendStore, type Terms } from './store.ts';

export interface RedisLedgerOptions {
  redis: Redis;
  /** One loud line when this Redis may forget a send. */
  warn(message: string): void;
  clock?: Clock;
  terms?: Partial<Terms>;
  observer?: Observer | undefined;
}

/** The ledger that all replicas share. While Redis is lost every send throws `CoordinationUnavailable`. */
export async function startRedisLedger({
  redis,
  warn,
  clock = steadyClock,
  terms,
  observer,
}: RedisLedgerOptions): Promise<SendLedger> {
  const allTerms = { ...DEFAULT_TERMS, ...terms };
  const store = createRedisStore({ redis, terms: allTerms });
  const ledger = createLedger({ store, clock, leaseMs: allTerms.leaseMs, observer });
  const check = () => checkDurability(redis, warn);
  // Each connection may be to another server.
  redis.on('ready', check);
  if (redis.status === 'ready') await check();
  return {
    ...ledger,
    async [Symbol.asyncDispose]() {
      redis.off('ready', check);
      await ledger[Symbol.asyncDispose]();
    },
  };
}

/** Sends that all replicas see. */
function createRedisStore({ redis, terms }: { redis: Redis; terms: Terms }): SendStore {
  const { leaseMs, settleMs, keepMs } = terms;

  const run = (script: Script, keys: string[], values: (string | number)[]) =>
    script(redis, keys, values).catch(toUnavailable);

  function runOn(script: Script, lease: Lease, timeMs: number | string = lease.attemptedAt ?? ''): Promise<unknown[]> {
    const { id, token, fingerprint } = lease;
    const { send, thread } = keysOf(lease);
    return run(script, [send, thread], [id, token, leaseMs, settleMs, keepMs, fingerprint, timeMs]);
  }

  return {
    begin: async (lease) => toAnswer(await runOn(beginSend, lease)),
    attempt: async (lease, attemptedAt) => isDone(await runOn(attemptSend, lease, attemptedAt)),
    async claim(lease, uuid) {
      const { send, claim } = keysOf(lease);
      return isDone(await run(claimMessage, [send, claim(uuid)], [lease.id, keepMs]));
    },
    async isOfAnother(lease, uuid) {
      const owner = await redis.get(keysOf(lease).claim(uuid)).catch(toUnavailable);
      return owner !== null && owner !== lease.id;
    },
    async sent(lease, uuid) {
      const { send, thread, claim } = keysOf(lease);
      await run(confirmSend, [send, thread, claim(uuid)], [lease.id, keepMs, uuid, lease.fingerprint]);
    },
    async keepKey(lease, uuid, sealedKey) {
      await redis.set(sealedKeyOf(lease.account, uuid), sealedKey, 'PX', keepMs).catch(toUnavailable);
    },
    sealedKey: async (account, uuid) => (await redis.get(sealedKeyOf(account, uuid)).catch(toUnavailable)) ?? undefined,
    async refused(lease) {
      await runOn(refuseSend, lease);
    },
    async unconfirmed(lease, aheadMs) {
      await runOn(unconfirmSend, lease, aheadMs);
    },
    async renew(lease) {
      await runOn(renewSend, lease);
    },
    async check() {
      await redis.ping().catch(toUnavailable);
    },
    // The connection is not the store's own.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The tag in braces keeps all keys of one account in one slot of a cluster. */
function keysOf({ account, id, thread }: Lease) {
  const tag = `getsales:sends:{${account}}`;
  return {
    send: `${tag}:send:${id}`,
    thread: `${tag}:thread:${thread}`,
    claim: (uuid: string) => `${tag}:claim:${uuid}`,
  };
}

function sealedKeyOf(account: string, uuid: string): string {
  return `getsales:sends:{${account}}:key:${uuid}`;
}

function isDone([done]: unknown[]): boolean {
  return done === 1;
}

function toAnswer([kind, ...rest]: unknown[]): Answer {
  if (kind === 'replay') return { kind, uuid: String(rest[0]) };
  if (kind === 'unconfirmed') return { kind, firstAttemptAt: Number(rest[0]), lastAttemptAt: Number(rest[1]) };
  if (kind === 'new' || kind === 'started' || kind === 'conflict' || kind === 'wait') return { kind };
  throw new CoordinationUnavailable(`Redis gave an answer that is none: ${kind}`);
}

function toUnavailable(cause: unknown): never {
  throw new CoordinationUnavailable('Redis, which holds the send ledger, is lost', { cause });
}

/**
 * Warns when this Redis may forget a send: it does not persist, it evicts, or it does not tell. To be run at each connection,
 * since it may be another server.
 */
async function checkDurability(redis: Redis, warn: (message: string) => void): Promise<void> {
  try {
    const [appendOnly, save, policy] = await Promise.all(['appendonly', 'save', 'maxmemory-policy'].map(read));
    if (appendOnly !== 'yes' && save === '')
      warn('Redis does not persist (appendonly no, no save): after its restart a message may be sent twice');
    if (policy !== 'noeviction') warn(`Redis evicts (maxmemory-policy ${policy}): a message may be sent twice`);
  } catch (error) {
    warn(
      `Redis does not tell whether it persists and never evicts (${error instanceof Error ? error.message : error}): check its appendonly and maxmemory-policy`,
    );
  }

  async function read(setting: string): Promise<unknown> {
    const reply: unknown = await redis.config('GET', setting);
    return Array.isArray(reply) ? reply[1] : undefined;
  }
}
