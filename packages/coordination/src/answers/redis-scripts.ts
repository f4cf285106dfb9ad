import { createScript } from '../redis/script.ts';

/**
 * The version of a place is the generation of its scope and the place's last refusal. An answer is good for the version it
 * was asked under. What has no generation gets one, so that none is ever had twice.
 *
 * KEYS: generation, place. ARGV: a new generation, keep. Answers the version; and, where one is kept, the answer's age, and itself.
 */
export const findAnswer = createScript(`
local generation = redis.call('GET', KEYS[1])
if not generation then
  generation = ARGV[1]
  redis.call('SET', KEYS[1], generation, 'PX', ARGV[2])
end
local refusal, version, keptAt, sealed = unpack(redis.call('HMGET', KEYS[2], 'refusal', 'version', 'keptAt', 'sealed'))
local current = generation .. ':' .. (refusal or '')
if version ~= current then return { current } end
local age = now() - keptAt
-- Only a clock that was set back makes it younger than new.
if age < 0 then return { current } end
return { current, age, sealed }
`);

/** KEYS: generation, place. ARGV: version, keep, sealed answer. */
export const keepAnswer = createScript(`
local generation, refusal = redis.call('GET', KEYS[1]), redis.call('HGET', KEYS[2], 'refusal')
if not generation or generation .. ':' .. (refusal or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], 'version', ARGV[1], 'keptAt', now(), 'sealed', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
`);

/** KEYS: place. ARGV: a new refusal, keep. */
export const dropAnswer = createScript(`
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'refusal', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`);
