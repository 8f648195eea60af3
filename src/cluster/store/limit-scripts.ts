import { script } from './script.js'

// The pace and the slots of a vendor, and the rates of principals.

/**
 * KEYS starts. ARGV how many may begin in the interval, interval in microseconds. Returns 0 when one may begin now;
 * otherwise after how many microseconds to ask again.
 */
export const PACE = script(
  'pace',
  `local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local most = tonumber(ARGV[1])
local oldest = redis.call('LINDEX', KEYS[1], most - 1)
if oldest then
  local wait = tonumber(oldest) + tonumber(ARGV[2]) - now
  if wait > 0 then return wait end
end
redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
redis.call('LTRIM', KEYS[1], 0, most - 1)
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[2] / 1000) + 1000)
return 0`,
)

/** KEYS slots. ARGV slot, how many there are, for how long in ms. Returns whether the slot was taken. */
export const TAKE_SLOT = script(
  'take-slot',
  `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`,
)

/** KEYS slots. ARGV for how long in ms, slots that are in use. One that has expired is not taken again. */
export const KEEP_SLOTS = script(
  'keep-slots',
  `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for at = 2, #ARGV do redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], ARGV[at]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`,
)

/** KEYS slots. ARGV slot, channel, message. */
export const FREE_SLOT = script(
  'free-slot',
  `redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`,
)

/** KEYS slots. ARGV slot. The same, where nobody waits for it. */
export const FREE_PLACE = script('free-place', `return redis.call('ZREM', KEYS[1], ARGV[1])`)

/**
 * A token bucket. KEYS bucket. ARGV how much it holds, for how long that is in ms, how much is wanted at most, how much
 * is needed at least. Returns how much was taken, and in how many ms there is as much as is needed.
 */
export const TAKE_TOKENS = script(
  'take-tokens',
  `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local count, period = tonumber(ARGV[1]), tonumber(ARGV[2])
local wanted, needed = tonumber(ARGV[3]), tonumber(ARGV[4])
local kept = redis.pcall('HMGET', KEYS[1], 't', 'a')
local tokens = kept[1] and tonumber(kept[1]) or count
local at = kept[2] and tonumber(kept[2]) or now
tokens = math.min(count, tokens + math.max(0, now - at) * count / period)
local enough = math.min(needed, count)
if tokens < enough then return {'0', tostring(math.ceil((enough - tokens) * period / count))} end
local taken = math.max(needed, math.min(wanted, tokens))
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 't', tostring(tokens - taken), 'a', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(period * (1 + math.max(0, taken - tokens) / count)) + 1000)
return {tostring(taken), '0'}`,
)
