import type { Redis } from 'ioredis';

/** Runs atomically in Redis; every key it touches must be among `keys`, and bear the same tag. */
export type Script = (redis: Redis, keys: string[], values: (string | number)[]) => Promise<unknown[]>;

/** Milliseconds by the server's clock, the one that all replicas see. */
const PRELUDE = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/** A Lua script, sent whole each time: calling it by its hash would need a second try, out of order, on a new server. */
export function createScript(body: string): Script {
  const lua = PRELUDE + body;
  return async (redis, keys, values) => {
    const reply = await redis.eval(lua, keys.length, ...keys, ...values);
    return Array.isArray(reply) ? reply : [reply];
  };
}
