import { createScript } from '../redis/script.ts';
import { RESERVE } from './forecast.ts';
import { FORGOTTEN_AFTER_WINDOWS, PROBE_POLL_MS, SLOW_DOWN, SPEED_UP_PER_WINDOW } from './pace.ts';

/**
 * A log is a sorted set: a member for each slot, scored by when it is free. A request under way is scored as if it ended
 * at the last moment it may, so that the slots of a replica that died become free.
 *
 * KEYS: writes, reads, pace. ARGV: kind ('' only looks), member, budget, window, longest request.
 * Answers the era of the slot taken; or -1, limit, blocked for, number of writes, the waits of writes and of reads.
 */
export const takeSlot = createScript(`
local writes, reads, pace = KEYS[1], KEYS[2], KEYS[3]
local kind, member = ARGV[1], ARGV[2]
local budget, window, longest = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local at = now()

for _, log in ipairs({ writes, reads }) do
  redis.call('ZREMRANGEBYSCORE', log, '-inf', '(' .. at)
  -- Only a clock that was set back leaves a slot used for longer than this.
  for _, stuck in ipairs(redis.call('ZRANGEBYSCORE', log, '(' .. at + longest + window, '+inf')) do
    redis.call('ZADD', log, at + longest + window, stuck)
  end
end

local share, era, blockedUntil, probe, probeUntil =
  unpack(redis.call('HMGET', pace, 'share', 'era', 'blockedUntil', 'probe', 'probeUntil'))
local limit = math.max(1, math.floor(budget * (tonumber(share) or 1)))
local blockedFor = math.max(0, (tonumber(blockedUntil) or 0) - at)
if probe == 'out' and tonumber(probeUntil) > at then blockedFor = math.max(blockedFor, ${PROBE_POLL_MS}) end

local readsUsed = redis.call('ZCARD', reads)
local isFree = kind ~= '' and blockedFor == 0 and readsUsed + redis.call('ZCARD', writes) < limit
if kind == 'read' and readsUsed >= limit - math.floor(limit / ${RESERVE}) then isFree = false end
if isFree then
  local log = kind == 'write' and writes or reads
  redis.call('ZADD', log, at + longest + window, member)
  redis.call('PEXPIRE', log, longest + window)
  if probe and probe ~= 'none' then redis.call('HSET', pace, 'probe', 'out', 'probeUntil', at + longest) end
  return { tonumber(era) or 0 }
end

local answer = { -1, limit, blockedFor, redis.call('ZCARD', writes) }
for _, log in ipairs({ writes, reads }) do
  local scores = redis.call('ZRANGE', log, 0, -1, 'WITHSCORES')
  for i = 2, #scores, 2 do
    answer[#answer + 1] = math.max(1, math.min(tonumber(scores[i]) - at, window))
  end
end
return answer
`);

/**
 * The end of a slot, and what it says about the pace (see pace.ts).
 *
 * KEYS: the slot's log, pace. ARGV: member, its era, 'unused' | 'silent' | 'answered' | 'limited', block, budget, window, longest request.
 */
export const finishSlot = createScript(`
local log, pace = KEYS[1], KEYS[2]
local member, outcome = ARGV[1], ARGV[3]
local budget, window, longest = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local at = now()

if outcome == 'unused' then
  redis.call('ZREM', log, member)
else
  redis.call('ZADD', log, at + window, member)
  redis.call('PEXPIRE', log, longest + window)
end

local share, era, blockedUntil, probe = unpack(redis.call('HMGET', pace, 'share', 'era', 'blockedUntil', 'probe'))
share, era, blockedUntil = tonumber(share) or 1, tonumber(era) or 0, tonumber(blockedUntil) or 0
local isCurrent = era == tonumber(ARGV[2])
if outcome == 'limited' then
  blockedUntil = math.max(blockedUntil, at + tonumber(ARGV[4]))
  redis.call('HSET', pace, 'blockedUntil', blockedUntil)
  if isCurrent then
    redis.call('HSET', pace, 'share', math.max(share * ${SLOW_DOWN}, 1 / budget), 'era', era + 1, 'probe', 'wanted')
  end
elseif isCurrent and outcome == 'answered' then
  if share < 1 or probe then
    redis.call('HSET', pace, 'share', math.min(1, share + ${SPEED_UP_PER_WINDOW} / (budget * share)), 'probe', 'none')
  end
elseif isCurrent and probe == 'out' then
  redis.call('HSET', pace, 'probe', 'wanted')
end
redis.call('PEXPIRE', pace, math.max(0, blockedUntil - at) + ${FORGOTTEN_AFTER_WINDOWS} * window)
return 1
`);

/**
 * Says that a replica is alive, or leaves. KEYS: replicas. ARGV: replica, how long it counts as alive; 0 to leave.
 * Answers how many are.
 */
export const callRoll = createScript(`
local replicas, replica, aliveFor = KEYS[1], ARGV[1], tonumber(ARGV[2])
local at = now()
if aliveFor == 0 then
  redis.call('ZREM', replicas, replica)
else
  redis.call('ZADD', replicas, at + aliveFor, replica)
  redis.call('PEXPIRE', replicas, aliveFor)
end
redis.call('ZREMRANGEBYSCORE', replicas, '-inf', '(' .. at)
return redis.call('ZCARD', replicas)
`);
