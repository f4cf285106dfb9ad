import { randomUUID } from 'node:crypto';
import type { PollTurns, Turn } from '@getsales-gateway/api-client';
import { toDigest } from '../digest.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { createScript } from '../redis/script.ts';

/** How long the others can hear of what was found. */
const HEAD_MS = 60 * 60_000;

/** Takes a free turn, or prolongs the caller's own. */
const TAKE = createScript(`
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return {1, '', 0}
end
return {0, redis.call('GET', KEYS[2]) or '', redis.call('PTTL', KEYS[1])}
`);

/**
 * The turns of all replicas. The turn is a lease: whoever holds it and vanishes loses it when its time is over. While Redis is lost
 * each replica asks for itself, and says so once.
 */
export function createRedisTurns({ redis, presence }: RedisConnection, warn: (message: string) => void): PollTurns {
  const self = randomUUID();
  let isAlone = false;
  presence.onReturn(() => {
    isAlone = false;
  });

  function alone(): Turn {
    if (!isAlone) warn('Live: without Redis this replica asks GetSales for itself');
    isAlone = true;
    return { kind: 'mine' };
  }

  return {
    async take(log, forMs) {
      try {
        const keys = keysOf(log);
        const reply = await presence.ask(() => TAKE(redis, [keys.turn, keys.head], [self, Math.ceil(forMs)]));
        const [isMine, head, againInMs] = reply;
        if (isMine === 1) return { kind: 'mine' };
        return { kind: 'others', head: String(head), againInMs: Math.max(0, Number(againInMs)) };
      } catch {
        return alone();
      }
    },
    async tell(log, head) {
      await presence.ask(() => redis.set(keysOf(log).head, head, 'PX', HEAD_MS)).catch(() => {});
    },
  };
}

/** The name of a log holds a hash of the API key, which is not stored. */
function keysOf(log: string) {
  const tag = `getsales:{live:${toDigest(log)}}`;
  return { turn: `${tag}:turn`, head: `${tag}:head` };
}
