import { createScript } from '../redis/script.ts';

/**
 * A send is a hash; a thread is a sorted set of its sends, scored by how long each keeps it closed; a claim names the
 * send that a message belongs to.
 *
 * KEYS: send, thread. ARGV: id, token, lease, settle, keep, fingerprint, attempted at (empty: not known).
 */
export const beginSend = createScript(`
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
export const attemptSend = createLeasedScript(`
settlesAt = at + settle
redis.call('HSET', send, 'state', 'pending', 'lastAttemptAt', ARGV[7], 'leaseUntil', at + lease, 'settlesAt', settlesAt)
redis.call('ZADD', thread, math.max(at + lease, settlesAt), id)
`);

/** Lets the lease begin anew. */
export const renewSend = createLeasedScript(`
redis.call('HSET', send, 'leaseUntil', at + lease, 'settlesAt', settlesAt, 'lastAttemptAt', last)
redis.call('ZADD', thread, math.max(at + lease, tonumber(settlesAt)), id)
`);

/** ARGV[7]: how far the times of the attempt are ahead. The first of several is never moved forward. */
export const unconfirmSend = createLeasedScript(`
if state == 'pending' then
  local ahead = tonumber(ARGV[7])
  redis.call('HINCRBYFLOAT', send, 'firstAttemptAt', -math.max(0, ahead))
  last = last - ahead
end
redis.call('HSET', send, 'state', 'unconfirmed', 'leaseUntil', 0, 'settlesAt', settlesAt, 'lastAttemptAt', last)
redis.call('ZADD', thread, settlesAt, id)
`);

/** Forgets the send. */
export const refuseSend = createLeasedScript(`
redis.call('DEL', send)
redis.call('ZREM', thread, id)
`);

/** KEYS: send, claim. ARGV: id, keep. Answers 1 when the message is this send's now. */
export const claimMessage = createScript(`
local owner = redis.call('GET', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 0 or (owner and owner ~= ARGV[1]) then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
`);

/**
 * Records the message of a send even where the send itself is no longer known: Redis may have lost its last second.
 * KEYS: send, thread, claim. ARGV: id, keep, uuid, fingerprint.
 */
export const confirmSend = createScript(`
local fingerprint, state = unpack(redis.call('HMGET', KEYS[1], 'fingerprint', 'state'))
if state == 'sent' or (fingerprint and fingerprint ~= ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], 'state', 'sent', 'uuid', ARGV[3], 'fingerprint', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[2])
return 1
`);
