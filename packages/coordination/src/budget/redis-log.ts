import { randomUUID } from 'node:crypto';
import type { SlotOutcome } from '@getsales-gateway/api-client';
import type { Redis } from 'ioredis';
import { createScript } from '../redis/script.ts';
import { countedAs, FOREGROUND_RESERVE, type Occupancy, RESERVE, type SlotKind, type Usage } from './forecast.ts';
import {
  FIRST_BLOCK_MS,
  FORGOTTEN_AFTER_WINDOWS,
  LONGEST_GUESSED_BLOCK_MS,
  PROBE_POLL_MS,
  SLOW_DOWN,
  SPEED_UP_PER_WINDOW,
  toBlockMs,
} from './pace.ts';
import type { Budget } from './slot-log.ts';

export interface RedisLogOptions {
  redis: Redis;
  budget: Budget;
  /** The longest a request may be under way: the slots of a replica that died are free this much and a window later. */
  longestRequestMs: number;
}

/** Replicas whose unused shares are theirs: none of them has lent more than Redis knows. */
export interface Others {
  ids: string[];
  /** The share of each that has lent nothing. */
  share: number;
}

export type RedisTaken =
  | { kind: 'granted'; finish(outcome?: SlotOutcome): Promise<void> }
  /** `isShareOfOthers`: the slots that are free are the unused shares of other replicas. */
  | { kind: 'refused'; occupancy: Occupancy; isShareOfOthers: boolean };

/** The sliding log that all replicas share. Every function rejects when Redis is lost. */
export interface RedisLog {
  /** `others` is left out by a replica that stays within its own share. */
  take(key: string, kind: SlotKind, replica: string, others?: Others): Promise<RedisTaken>;
  look(key: string): Promise<Occupancy>;
  usage(key: string): Promise<Usage>;
  /** From now on the replica's share is no more than so many slots, for others to use the rest. */
  lend(key: string, replica: string, slots: number): Promise<void>;
  /** Takes a lent share back, unless others still use it. */
  restore(key: string, replica: string, share: number, others: Others): Promise<boolean>;
}

export function createRedisLog({ redis, budget, longestRequestMs }: RedisLogOptions): RedisLog {
  const { requestsPerMinute, windowMs } = budget;
  const terms = [requestsPerMinute, windowMs, longestRequestMs];

  function ask(key: string, kind: SlotKind | '', member: string, others?: Others): Promise<unknown[]> {
    const { write, read, pace, shares } = keysOf(key);
    const shared = others ? [others.share, ...others.ids] : [];
    return takeSlot(redis, [write, read, pace, shares], [kind, member, ...terms, ...shared]);
  }

  return {
    look: async (key) => toOccupancy(await ask(key, '', '')),
    async usage(key) {
      const { write, read, pace } = keysOf(key);
      const reply = await tellUsage(redis, [write, read, pace], [requestsPerMinute, windowMs]);
      const [limit = 1, blockedForMs = 0, writes = 0, reads = 0, freeInMs = 0] = reply.map(Number);
      return { limit, blockedForMs, writes, reads, freeInMs };
    },
    async take(key, kind, replica, others) {
      const member = `${replica}:${randomUUID()}`;
      const reply = await ask(key, kind, member, others);
      const era = Number(reply[0]);
      if (era < 0) return { kind: 'refused', occupancy: toOccupancy(reply), isShareOfOthers: era === -2 };
      return {
        kind: 'granted',
        async finish(outcome) {
          const keys = keysOf(key);
          const values = [member, era, nameOf(outcome), (outcome && toBlockMs(outcome)) ?? '', ...terms];
          await finishSlot(redis, [keys[countedAs(kind)], keys.pace], values);
        },
      };
    },
    async lend(key, replica, slots) {
      await lendShare(redis, [keysOf(key).shares], [replica, slots, 2 * (windowMs + longestRequestMs)]);
    },
    async restore(key, replica, share, others) {
      const { write, read, shares } = keysOf(key);
      const values = [replica, share, requestsPerMinute, others.share, ...others.ids];
      const [isRestored] = await restoreShare(redis, [write, read, shares], values);
      return isRestored === 1;
    },
  };
}

/** The tag in braces keeps all keys of one API key in one slot of a cluster. */
function keysOf(key: string): Record<'write' | 'read' | 'pace' | 'shares', string> {
  const tag = `getsales:budget:{${key}}`;
  return { write: `${tag}:writes`, read: `${tag}:reads`, pace: `${tag}:pace`, shares: `${tag}:shares` };
}

function nameOf(outcome: SlotOutcome | undefined): string {
  if (!outcome) return 'unused';
  if (outcome.status === null) return 'silent';
  return outcome.status === 429 ? 'limited' : 'answered';
}

function toOccupancy(reply: unknown[]): Occupancy {
  const [, limit = 1, blockedForMs = 0, writes = 0, ...waits] = reply.map(Number);
  return { limit, blockedForMs, writes: waits.slice(0, writes), reads: waits.slice(writes) };
}

/** How soon another replica may have lent its share. */
const LOAN_POLL_MS = 100;

/** Slots that other replicas may still use without asking. Members of a log begin with the replica's id. */
const UNUSED_SHARES = `
local function unusedShares(logs, shares, othersShare, from)
  local used = {}
  for _, log in ipairs(logs) do
    for _, member in ipairs(redis.call('ZRANGE', log, 0, -1)) do
      local replica = string.match(member, '^[^:]+')
      used[replica] = (used[replica] or 0) + 1
    end
  end
  local unused = 0
  for i = from, #ARGV do
    local share = tonumber(redis.call('HGET', shares, ARGV[i]) or othersShare)
    unused = unused + math.max(0, share - (used[ARGV[i]] or 0))
  end
  return unused, used
end
`;

/** What the pace allows now (see pace.ts). */
const LIMITS = `
local function limits(pace, budget, at)
  local share, era, blockedUntil, probe, probeUntil =
    unpack(redis.call('HMGET', pace, 'share', 'era', 'blockedUntil', 'probe', 'probeUntil'))
  local blockedFor = math.max(0, (tonumber(blockedUntil) or 0) - at)
  if probe == 'out' and tonumber(probeUntil) > at then blockedFor = math.max(blockedFor, ${PROBE_POLL_MS}) end
  return math.max(1, math.floor(budget * (tonumber(share) or 1))), blockedFor, era, probe
end
`;

/**
 * A log is a sorted set: a member for each slot, scored by when it is free. A request under way is scored as if it ended
 * at the last moment it may, so that the slots of a replica that died become free.
 *
 * KEYS: writes, reads, pace, shares. ARGV: kind ('' only looks), member, budget, window, longest request; from a replica that
 * goes beyond its own share, the share of the others, and each of them.
 * Answers the era of the slot taken; or -1 (-2 where the shares of others are in the way), limit, blocked for, number of
 * writes, the waits of writes and of reads.
 */
const takeSlot = createScript(`
${UNUSED_SHARES}
${LIMITS}
local writes, reads, pace, shares = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
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

local limit, blockedFor, era, probe = limits(pace, budget, at)
local readsUsed = redis.call('ZCARD', reads)
local used = readsUsed + redis.call('ZCARD', writes)
local isFree = kind ~= '' and blockedFor == 0 and used < limit
if kind ~= 'write' and readsUsed >= limit - math.floor(limit / ${RESERVE}) then isFree = false end
if kind == 'background' and used >= limit - math.floor(limit / ${FOREGROUND_RESERVE}) then isFree = false end
local isShareOfOthers = false
if isFree and #ARGV > 5 and used + unusedShares({ writes, reads }, shares, ARGV[6], 7) >= budget then
  isFree, isShareOfOthers, blockedFor = false, true, ${LOAN_POLL_MS}
end
if isFree then
  local log = kind == 'write' and writes or reads
  redis.call('ZADD', log, at + longest + window, member)
  redis.call('PEXPIRE', log, longest + window)
  if probe and probe ~= 'none' then redis.call('HSET', pace, 'probe', 'out', 'probeUntil', at + longest) end
  return { tonumber(era) or 0 }
end

local answer = { isShareOfOthers and -2 or -1, limit, blockedFor, redis.call('ZCARD', writes) }
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
 * KEYS: the slot's log, pace. ARGV: member, its era, 'unused' | 'silent' | 'answered' | 'limited', how long a 429 shuts the key
 * ('' where it does not say so), budget, window, longest request.
 */
const finishSlot = createScript(`
local log, pace = KEYS[1], KEYS[2]
local member, outcome, block = ARGV[1], ARGV[3], tonumber(ARGV[4])
local budget, window, longest = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local at = now()

if outcome == 'unused' then
  redis.call('ZREM', log, member)
else
  redis.call('ZADD', log, at + window, member)
  redis.call('PEXPIRE', log, longest + window)
end

local share, era, blockedUntil, probe, refusals =
  unpack(redis.call('HMGET', pace, 'share', 'era', 'blockedUntil', 'probe', 'refusals'))
share, era, blockedUntil, refusals =
  tonumber(share) or 1, tonumber(era) or 0, tonumber(blockedUntil) or 0, tonumber(refusals) or 0
local isCurrent = era == tonumber(ARGV[2])
if outcome == 'limited' then
  local guess = math.min(${FIRST_BLOCK_MS} * 2 ^ (isCurrent and refusals or 0), ${LONGEST_GUESSED_BLOCK_MS})
  blockedUntil = math.max(blockedUntil, at + (block or guess))
  redis.call('HSET', pace, 'blockedUntil', blockedUntil)
  if isCurrent then
    if probe ~= 'out' then share = math.max(share * ${SLOW_DOWN}, 1 / budget) end
    redis.call('HSET', pace, 'share', share, 'era', era + 1, 'probe', 'wanted', 'refusals', refusals + 1)
  end
elseif isCurrent and outcome == 'answered' then
  if share < 1 or probe then
    share = math.min(1, share + ${SPEED_UP_PER_WINDOW} / (budget * share))
    redis.call('HSET', pace, 'share', share, 'probe', 'none', 'refusals', 0)
  end
elseif isCurrent and probe == 'out' then
  redis.call('HSET', pace, 'probe', 'wanted')
end
redis.call('PEXPIRE', pace, math.max(0, blockedUntil - at) + ${FORGOTTEN_AFTER_WINDOWS} * window)
return 1
`);

/** KEYS: writes, reads, pace. ARGV: budget, window. Answers limit, blocked for, used writes and reads, and ms until all are free. */
const tellUsage = createScript(`
${LIMITS}
local at, window = now(), tonumber(ARGV[2])
local limit, blockedFor = limits(KEYS[3], tonumber(ARGV[1]), at)
local used, freeIn = {}, 0
for i = 1, 2 do
  used[i] = redis.call('ZCOUNT', KEYS[i], at, '+inf')
  local last = redis.call('ZRANGE', KEYS[i], -1, -1, 'WITHSCORES')[2]
  if last then freeIn = math.max(freeIn, math.min(tonumber(last) - at, window)) end
end
return { limit, blockedFor, used[1], used[2], freeIn }
`);

/** KEYS: shares. ARGV: replica, slots, how long it is remembered. */
const lendShare = createScript(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);

/** KEYS: writes, reads, shares. ARGV: replica, its whole share, budget, the share of the others, each of them. Answers 1 if restored. */
const restoreShare = createScript(`
${UNUSED_SHARES}
local at = now()
for i = 1, 2 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', '(' .. at) end
local total = redis.call('ZCARD', KEYS[1]) + redis.call('ZCARD', KEYS[2])
local unused, used = unusedShares({ KEYS[1], KEYS[2] }, KEYS[3], ARGV[4], 5)
if total + unused + math.max(0, tonumber(ARGV[2]) - (used[ARGV[1]] or 0)) > tonumber(ARGV[3]) then return 0 end
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
`);
