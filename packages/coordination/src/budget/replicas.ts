import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import { createScript } from '../redis/script.ts';

const HEARTBEAT_MS = 250;
/** A replica that was silent for so long counts as dead. */
const ALIVE_MS = 10_000;
/** Wanted keys in one reply. */
const MAX_WANTED = 1_000;
/** Before Redis ever answered: it is configured where there is more than one replica. */
const ASSUMED_REPLICAS = 2;
/** The longest that a start waits until the others know of this replica. */
const JOIN_MS = 2_000;
const JOIN_POLL_MS = 20;
const KEYS = ['getsales:{replicas}', 'getsales:{replicas}:notes', 'getsales:{replicas}:wanted'];

export interface ReplicasOptions {
  redis: Redis;
  clock: Clock;
  /** How long a slot may be used: the longest request and a window. */
  settleMs: number;
  warn(message: string): void;
  /** Keys of which this replica has used more slots than its share. */
  keysAboveShare(): string[];
  /** Keys of which this replica has used slots. */
  usedKeys(): string[];
  /** Runs at each heartbeat, with the keys of which some replica wants more than its share. */
  onHeartbeat(wanted: string[]): Promise<void>;
}

/** What this replica knows of the others from Redis. */
export interface Standing {
  /** Renewed after each outage: Redis may have forgotten this replica, or may remember too much of it. */
  id: string;
  /** Other replicas that are alive. */
  others: string[];
  /** The smallest number of replicas with which another one computes its share. */
  othersCount: number;
  /** True if all others leave this replica its share. */
  isCounted: boolean;
  isConnected: boolean;
  lostAt: number | undefined;
  returnedAt: number | undefined;
}

export interface Replicas extends AsyncDisposable {
  /** Joins the other replicas, and tells them from then on by a heartbeat that this one is there. */
  join(): Promise<void>;
  standing(): Standing;
  /** The number of replicas by which this one takes its share: the most of late, until the slots of those who left are free. */
  count(): number;
  /** Redis did not answer. */
  lose(error: unknown): void;
  /** Asks the others to lend what they do not use of a key. */
  want(key: string): Promise<void>;
}

interface State extends Standing, ReplicasOptions {
  counts: RecentMaximum;
  previousId: string;
  /** The last change of the membership that this replica has heard of. */
  epoch: number;
  /** The change by which it joined. */
  joinedIn: number | undefined;
  hasShrunk: boolean;
  wantedUntil: string;
  /** Replicas that died recently: it is unknown which keys used their slots. */
  dead: number;
}

export function createReplicas(options: ReplicasOptions): Replicas {
  const { redis, clock, settleMs, usedKeys } = options;
  const state = createState(options);
  const lose = (error: unknown) => loseRedis(state, error);
  const onClose = () => lose('the connection is closed');
  let isClosed = false;
  let stopTimer = () => {};

  async function beat(): Promise<void> {
    await heartbeat(state).catch(lose);
    if (!isClosed) stopTimer = clock.after(HEARTBEAT_MS, () => void beat());
  }

  return {
    async join() {
      redis.on('close', onClose);
      await join(state, lose);
      void beat();
    },
    lose,
    standing: () => state,
    count: () => state.counts.max(settleMs + ALIVE_MS),
    want: async (key) => void (await wantKey(redis, [KEYS[2] ?? ''], [key, 2 * settleMs])),
    async [Symbol.asyncDispose]() {
      isClosed = true;
      stopTimer();
      redis.off('close', onClose);
      const used = usedKeys();
      // With more keys than that it leaves like one that died.
      if (used.length <= MAX_WANTED) await leave(redis, KEYS, [state.id, 2 * settleMs, ...used]).catch(() => {});
    },
  };
}

function createState(options: ReplicasOptions): State {
  return {
    ...options,
    counts: createRecentMaximum(options.clock, ASSUMED_REPLICAS),
    id: randomUUID(),
    others: [],
    othersCount: ASSUMED_REPLICAS,
    isCounted: false,
    isConnected: true,
    lostAt: undefined,
    returnedAt: undefined,
    previousId: '',
    epoch: 0,
    joinedIn: undefined,
    hasShrunk: false,
    wantedUntil: '0',
    dead: 0,
  };
}

/** Waits a moment for the others to know of this replica, so that an outage of Redis finds it with a share of its own. */
async function join(state: State, lose: (error: unknown) => void): Promise<void> {
  const { clock } = state;
  const startedAt = clock.now();
  do {
    await heartbeat(state).catch(lose);
    if (state.isCounted || !state.isConnected || state.dead > 0) return;
    await new Promise<void>((resolve) => clock.after(JOIN_POLL_MS, resolve));
  } while (clock.now() - startedAt < JOIN_MS);
}

function loseRedis(state: State, error: unknown): void {
  if (!state.isConnected) return;
  const { clock, counts, warn } = state;
  // A replica that Redis never answered assumes that there is one other.
  if (state.joinedIn === undefined) state.isCounted = true;
  const renewed = { previousId: state.id, id: randomUUID(), epoch: 0, wantedUntil: '0' };
  Object.assign(state, { isConnected: false, lostAt: clock.now(), ...renewed });
  warn(`Redis is lost, this replica counts alone, as one of ${counts.max(0)}: ${error}`);
}

async function heartbeat(state: State): Promise<void> {
  const { redis, clock, counts, settleMs } = state;
  const isReturn = !state.isConnected;
  const known = [state.id, state.previousId, ALIVE_MS, settleMs, state.epoch, counts.max(settleMs), state.wantedUntil];
  const beyond = state.hasShrunk ? state.keysAboveShare() : [];
  const reply = toPulse(await sendHeartbeat(redis, KEYS, [...known, ...beyond]));
  if (isReturn) {
    state.isConnected = true;
    state.returnedAt = clock.now();
  }
  const before = counts.max(settleMs + ALIVE_MS);
  counts.note(reply.members);
  state.hasShrunk = counts.max(settleMs + ALIVE_MS) > before;
  const { epoch, others, othersCount, dead, wantedUntil } = reply;
  state.joinedIn ??= epoch;
  Object.assign(state, { epoch, others, othersCount, dead, wantedUntil: wantedUntil ?? state.wantedUntil });
  await state.onHeartbeat(reply.wanted);
  // Only now are the shares lent that others used before they knew of this replica.
  const isKnown = reply.othersEpoch >= state.joinedIn && dead === 0 && reply.wanted.length < MAX_WANTED;
  state.isCounted ||= isKnown;
}

interface Pulse {
  epoch: number;
  /** The last change that all others have heard of. */
  othersEpoch: number;
  othersCount: number;
  /** Replicas that are alive or have died of late. */
  members: number;
  dead: number;
  others: string[];
  wanted: string[];
  wantedUntil: string | undefined;
}

function toPulse(reply: unknown[]): Pulse {
  const [epoch = 0, othersEpoch = 0, othersCount = 1, members = 1, dead = 0, alive = 0] = reply.slice(0, 6).map(Number);
  const texts = reply.slice(6).map(String);
  const marks = texts.slice(alive);
  const wanted = marks.filter((_, index) => index % 2 === 0);
  const others = texts.slice(0, alive);
  return { epoch, othersEpoch, othersCount, members, dead, others, wanted, wantedUntil: marks.at(-1) };
}

/** The most of the numbers that were noted of late. */
interface RecentMaximum {
  note(count: number): void;
  /** Of those that held at some time within the last `ms`. */
  max(ms: number): number;
}

const LONGEST_MEMORY_MS = 10 * 60_000;

function createRecentMaximum(clock: Clock, initial: number): RecentMaximum {
  let entries: { count: number; until: number }[] = [];
  return {
    note(count) {
      const now = clock.now();
      const last = entries.at(-1);
      if (last?.count === count) last.until = now;
      else entries = [...entries.filter(({ until }) => now - until < LONGEST_MEMORY_MS), { count, until: now }];
    },
    max(ms) {
      const last = entries.at(-1)?.count ?? initial;
      const since = clock.now() - ms;
      return entries.reduce((most, { count, until }) => (until >= since ? Math.max(most, count) : most), last);
    },
  };
}

/** Time in µs, so that no two scripts have the same. */
const WANT = `
local function want(wanted, keys, from, forgottenAfter)
  local time = redis.call('TIME')
  local at = time[1] * 1000000 + time[2]
  for i = from, #keys do redis.call('ZADD', wanted, string.format('%.0f', at), keys[i]) end
  redis.call('ZREMRANGEBYSCORE', wanted, '-inf', string.format('(%.0f', at - forgottenAfter * 1000))
  redis.call('PEXPIRE', wanted, forgottenAfter)
end
`;

/** KEYS: wanted. ARGV: key, how long it is remembered. */
const wantKey = createScript(`
${WANT}
want(KEYS[1], { ARGV[1] }, 1, tonumber(ARGV[2]))
return 1
`);

/**
 * Says that a replica is alive. KEYS: replicas, notes, wanted. ARGV: its id, the one it had before, how long it counts as
 * alive, how long slots may be used, the last epoch it has heard of, the number of replicas it counts with, the last wanted key
 * it has heard of, and keys of which it has used more than its share.
 * Answers the epoch, the last one all others have heard of, the smallest number another counts with, members, dead ones, the
 * number of others, each of them, and the wanted keys with their times.
 */
const sendHeartbeat = createScript(`
${WANT}
local replicas, notes, wanted = KEYS[1], KEYS[2], KEYS[3]
local id, previous, aliveFor, settle = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local at = now()

local function forget(replica)
  redis.call('ZREM', replicas, replica)
  redis.call('HDEL', notes, replica .. ':epoch', replica .. ':count')
end

for _, gone in ipairs(redis.call('ZRANGEBYSCORE', replicas, '-inf', '(' .. at - aliveFor - settle)) do forget(gone) end
if previous ~= '' then forget(previous) end
local seenAt = redis.call('ZSCORE', replicas, id)
if not seenAt or tonumber(seenAt) < at - aliveFor then redis.call('HINCRBY', notes, 'epoch', 1) end
redis.call('ZADD', replicas, at, id)
redis.call('HSET', notes, id .. ':epoch', ARGV[5], id .. ':count', ARGV[6])
if #ARGV > 7 then want(wanted, ARGV, 8, 2 * settle) end
redis.call('PEXPIRE', replicas, aliveFor + settle)
redis.call('PEXPIRE', notes, aliveFor + settle)

local epoch = tonumber(redis.call('HGET', notes, 'epoch'))
local othersEpoch, othersCount, others = epoch, nil, {}
for _, other in ipairs(redis.call('ZRANGEBYSCORE', replicas, at - aliveFor, '+inf')) do
  if other ~= id then
    others[#others + 1] = other
    othersEpoch = math.min(othersEpoch, tonumber(redis.call('HGET', notes, other .. ':epoch') or 0))
    local count = tonumber(redis.call('HGET', notes, other .. ':count') or 1)
    othersCount = math.min(othersCount or count, count)
  end
end
local members = redis.call('ZCARD', replicas)
local answer = { epoch, othersEpoch, othersCount or 1, members, members - #others - 1, #others }
for _, other in ipairs(others) do answer[#answer + 1] = other end
for _, mark in ipairs(redis.call('ZRANGEBYSCORE', wanted, '(' .. ARGV[7], '+inf', 'WITHSCORES', 'LIMIT', 0, ${MAX_WANTED})) do
  answer[#answer + 1] = mark
end
return answer
`);

/** KEYS: replicas, notes, wanted. ARGV: replica, how long wanted keys are remembered, the keys it has used slots of. */
const leave = createScript(`
${WANT}
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1] .. ':epoch', ARGV[1] .. ':count')
want(KEYS[3], ARGV, 3, tonumber(ARGV[2]))
return 1
`);
