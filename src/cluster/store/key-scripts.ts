import { script } from './script.js'

// Idempotency keys of control.

/**
 * Claims an idempotency key. KEYS entry, lease, keys of the principal. ARGV action, action id, owner, lease in ms,
 * lifetime in ms, the most keys of a principal, name of the key.
 * Returns {'run'}, {'other'}, {'full', ms}, {'running', action id}, {'lost', action id} or {'done', action id, answer}.
 */
export const CLAIM_KEY = script(
  'claim-key',
  `local entry = redis.call('HMGET', KEYS[1], 'a', 'i', 'r')
if entry[1] then
  if entry[1] ~= ARGV[1] then return {'other'} end
  if entry[3] then return {'done', entry[2], entry[3]} end
  if redis.call('EXISTS', KEYS[2]) == 1 then return {'running', entry[2]} end
  return {'lost', entry[2]}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[6]) then
  local first = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
  return {'full', tostring(math.max(0, first[2] - now))}
end
redis.call('HSET', KEYS[1], 'a', ARGV[1], 'i', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
redis.call('ZADD', KEYS[3], now + ARGV[5], ARGV[7])
redis.call('PEXPIRE', KEYS[3], ARGV[5])
return {'run'}`,
)

/**
 * KEYS entry, lease, keys of the principal. ARGV action id, name of the key. The key may be used again: nothing was sent
 * for this action.
 */
export const FREE_KEY = script(
  'free-key',
  `if redis.call('HGET', KEYS[1], 'i') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('ZREM', KEYS[3], ARGV[2])
return 1`,
)

/** KEYS entry, lease. ARGV action id, answer. */
export const ANSWER_KEY = script(
  'answer-key',
  `if redis.call('HGET', KEYS[1], 'i') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'r', ARGV[2])
redis.call('DEL', KEYS[2])
return 1`,
)
