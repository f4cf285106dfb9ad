import { CoordinationUnavailable, type Observer, type SendLedger } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { type Clock, steadyClock } from '../clock.ts';
import { createScript, type Script } from '../redis/script.ts';
import { createLedger } from './ledger.ts';
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

/**
 * A send is a hash; a thread is a sorted set of its sends, scored by how long each keeps it closed; a claim names the
 * send that a message belongs to.
 *
 * KEYS: send, thread. ARGV: id, token, lease, settle, keep, fingerprint, attempted at (empty: not known).
 */
const beginSend = createScript(`
local send, thread = KEYS[1], KEYS[2]
local id, token, fingerprint, attemptedAt = ARGV[1], ARGV[2], ARGV[6], ARGV[7]
local lease, settle, keep = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local at = now()

local known, state, leaseUntil, settlesAt, first, last, uuid, dated = unpack(redis.call('HMGET', send,
  'fingerprint', 'state', 'leaseUntil', 'settlesAt', 'firstAttemptAt', 'lastAttemptAt', 'uuid', 'dated'))
if known then
  if known ~= fingerprint then return { 'conflict' } end
  if state == 'sent' then return { 'replay', uuid } end
  leaseUntil = tonumber(leaseUntil)
  -- A time further ahead than any that is set comes from a clock that was set back since: it means nothing any more.
  if leaseUntil > at and leaseUntil <= at + 2 * lease then return { 'wait' } end
elseif attemptedAt == '' then
  return { 'new' }
end

redis.call('ZREMRANGEBYSCORE', thread, '-inf', at)
for _, other in ipairs(redis.call('ZRANGEBYSCORE', thread, '-inf', at + 2 * math.max(lease, settle))) do
  if other ~= id then return { 'wait' } end
end

if not known then
  settlesAt = at + settle
  redis.call('HSET', send, 'fingerprint', fingerprint, 'state', 'pending', 'settlesAt', settlesAt,
    'firstAttemptAt', attemptedAt, 'lastAttemptAt', attemptedAt)
else
  redis.call('HSET', send, 'state', 'unconfirmed')
end
redis.call('HSET', send, 'token', token, 'leaseUntil', at + lease)
redis.call('PEXPIRE', send, keep)
redis.call('ZADD', thread, math.max(at + lease, tonumber(settlesAt)), id)
redis.call('PEXPIRE', thread, keep)
-- A send that an earlier build recorded before the upstream had told its time: it is looked for in the whole thread.
if dated == '0' then first = '0' end
return known and { 'unconfirmed', first, last } or { 'started' }
`);

/** Does what `body` says when the send is still leased, and answers 1; else 0. KEYS and ARGV as above. */
function createLeasedScript(body: string) {
  return createScript(`
local send, thread = KEYS[1], KEYS[2]
local id, token = ARGV[1], ARGV[2]
local lease, settle = tonumber(ARGV[3]), tonumber(ARGV[4])
local at = now()
local holder, state, settlesAt, last = unpack(redis.call('HMGET', send, 'token', 'state', 'settlesAt', 'lastAttemptAt'))
if holder ~= token or state == 'sent' then return 0 end
if state == 'pending' then
  -- An attempt under way may leave as late as now.
  last = last + (at + settle - settlesAt)
  settlesAt = at + settle
end
${body}
return 1
`);
}

/** ARGV[7]: when the further attempt leaves. */
const attemptSend = createLeasedScript(`
settlesAt = at + settle
redis.call('HSET', send, 'state', 'pending', 'lastAttemptAt', ARGV[7], 'leaseUntil', at + lease, 'settlesAt', settlesAt)
redis.call('ZADD', thread, math.max(at + lease, settlesAt), id)
`);

/** Lets the lease begin anew. */
const renewSend = createLeasedScript(`
redis.call('HSET', send, 'leaseUntil', at + lease, 'settlesAt', settlesAt, 'lastAttemptAt', last)
redis.call('ZADD', thread, math.max(at + lease, tonumber(settlesAt)), id)
`);

/** ARGV[7]: how far the times of the attempt are ahead. The first of several is never moved forward. */
const unconfirmSend = createLeasedScript(`
if state == 'pending' then
  local ahead = tonumber(ARGV[7])
  redis.call('HINCRBYFLOAT', send, 'firstAttemptAt', -math.max(0, ahead))
  last = last - ahead
end
redis.call('HSET', send, 'state', 'unconfirmed', 'leaseUntil', 0, 'settlesAt', settlesAt, 'lastAttemptAt', last)
redis.call('ZADD', thread, settlesAt, id)
`);

/** Forgets the send. */
const refuseSend = createLeasedScript(`
redis.call('DEL', send)
redis.call('ZREM', thread, id)
`);

/** KEYS: send, claim. ARGV: id, keep. Answers 1 when the message is this send's now. */
const claimMessage = createScript(`
local owner = redis.call('GET', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 0 or (owner and owner ~= ARGV[1]) then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
`);

/**
 * Records the message of a send even where the send itself is no longer known: Redis may have lost its last second.
 * KEYS: send, thread, claim. ARGV: id, keep, uuid, fingerprint.
 */
const confirmSend = createScript(`
local fingerprint, state = unpack(redis.call('HMGET', KEYS[1], 'fingerprint', 'state'))
if state == 'sent' or (fingerprint and fingerprint ~= ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], 'state', 'sent', 'uuid', ARGV[3], 'fingerprint', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[2])
return 1
`);
