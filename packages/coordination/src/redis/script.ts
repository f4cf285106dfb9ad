import type { Redis } from 'ioredis';

/** Runs atomically in Redis. Every key that it touches must be among `keys`, and all of them must have the same tag. */
export type Script = (redis: Redis, keys: string[], values: (string | number)[]) => Promise<unknown[]>;

/** Milliseconds by the clock of Redis, which is the same for all replicas. */
const PRELUDE = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/** A Lua script. It is sent whole each time: by its hash it would need a second, later try on a new server. */
export function createScript(body: string): Script {
  const lua = PRELUDE + body;
  return async (redis, keys, values) => {
    const reply = await redis.eval(lua, keys.length, ...keys, ...values);
    return Array.isArray(reply) ? reply : [reply];
  };
}
