import { script } from './script.js'

// Lists, messages, and what is shared for a while.

/**
 * KEYS value, lease, fence, generation. ARGV generation, owner, lease in ms, how old a value may be in ms.
 * Returns {'fresh', age in ms, fence, value}, {'lead', fence}, {'follow'} or {'gen', the generation}.
 */
export const CLAIM = script(
  'claim',
  `local gen = redis.pcall('GET', KEYS[4])
if type(gen) ~= 'string' then gen = '0' end
if gen ~= ARGV[1] then return {'gen', gen} end
local left = redis.call('PTTL', KEYS[1])
if left > 0 then
  local kept = redis.pcall('HMGET', KEYS[1], 'k', 'f', 'v')
  local keep = kept[1] and tonumber(kept[1])
  if keep and kept[2] and kept[3] and keep - left < tonumber(ARGV[4]) then
    return {'fresh', math.max(0, keep - left), kept[2], kept[3]}
  end
end
local owner = redis.pcall('GET', KEYS[2])
if type(owner) == 'string' and owner ~= ARGV[2] and redis.call('PTTL', KEYS[2]) > 0 then return {'follow'} end
local fence = redis.pcall('INCR', KEYS[3])
if type(fence) ~= 'number' then
  redis.call('DEL', KEYS[3])
  fence = redis.call('INCR', KEYS[3])
end
redis.call('PEXPIRE', KEYS[3], 86400000)
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return {'lead', fence}`,
)

/** KEYS lease. ARGV owner, lease in ms. Returns whether the lease was still held. */
export const RENEW = script(
  'renew',
  `if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`,
)

/**
 * KEYS value, lease. ARGV owner, fence, for how long the value is kept from its birth in ms, and from now in ms, value,
 * channel, message. Returns whether it was stored: it is not if another instance has taken the lease.
 */
export const PUT = script(
  'put',
  `if redis.pcall('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'k', ARGV[3], 'f', ARGV[2], 'v', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('DEL', KEYS[2])
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 1`,
)

/** KEYS lease. ARGV owner, channel, message. Releases the lease, and announces it. */
export const RELEASE = script(
  'release',
  `if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`,
)

/**
 * KEYS generation. ARGV channel. Begins a new generation, and announces it. Its number is the time in microseconds, and so
 * larger than every earlier one, even after the store was emptied.
 */
export const FORGET = script(
  'forget',
  `local now = redis.call('TIME')
local gen = now[1] .. string.format('%06d', now[2])
redis.call('SET', KEYS[1], gen, 'PX', 86400000)
redis.call('PUBLISH', ARGV[1], cjson.encode({'gen', '', gen}))
return gen`,
)

/**
 * KEYS live instances. ARGV id, for how long one counts as live in ms, channel. Returns how many are live. The message
 * is published even where the store accepts no writes.
 */
export const BEAT = script(
  'beat',
  `local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('PUBLISH', ARGV[3], '')
redis.pcall('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms - ARGV[2])
redis.pcall('ZADD', KEYS[1], ms, ARGV[1])
redis.pcall('PEXPIRE', KEYS[1], ARGV[2])
return redis.pcall('ZCARD', KEYS[1])`,
)

/** KEYS live instances. ARGV id. */
export const LEAVE = script('leave', `return redis.call('ZREM', KEYS[1], ARGV[1])`)

/** KEYS value. ARGV value, for how long in ms, channel, message. */
export const SHARE = script(
  'share',
  `redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1`,
)

/** KEYS values. ARGV channel, message. */
export const CLEAR = script(
  'clear',
  `redis.call('DEL', unpack(KEYS))
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1`,
)

/** KEYS any of the channel's node. ARGV channel, message. */
export const PUBLISH = script('publish', `return redis.call('PUBLISH', ARGV[1], ARGV[2])`)

/** KEYS value. */
export const READ = script(
  'read',
  `local kept = redis.pcall('GET', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if type(kept) ~= 'string' or left <= 0 then return false end
return {kept, left}`,
)

/** KEYS lock. ARGV owner, for how long in ms. Returns whether this owner has it. */
export const LOCK = script(
  'lock',
  `if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.pcall('GET', KEYS[1]) == ARGV[1] then return 1 end
return 0`,
)
