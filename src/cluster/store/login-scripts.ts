import { script } from './script.js'

// Log-ins to a source, and the token that one of them gave.

/**
 * KEYS token, lease. ARGV owner, lease in ms, id of a token that is not wanted.
 * Returns {'token', left in ms, id, token}, {'lead'} or {'follow'}.
 */
export const CLAIM_LOGIN = script(
  'claim-login',
  `local kept = redis.pcall('HMGET', KEYS[1], 'i', 'v')
local left = redis.call('PTTL', KEYS[1])
if left > 0 and kept[1] and kept[2] and kept[1] ~= ARGV[3] then return {'token', left, kept[1], kept[2]} end
local owner = redis.pcall('GET', KEYS[2])
if type(owner) == 'string' and owner ~= ARGV[1] and redis.call('PTTL', KEYS[2]) > 0 then return {'follow'} end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {'lead'}`,
)

/**
 * KEYS token, lease. ARGV owner, id, token, for how long it is kept in ms, channel, message. Returns whether it was
 * stored: it is not when another instance has the lease meanwhile.
 */
export const PUT_LOGIN = script(
  'put-login',
  `if redis.pcall('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'i', ARGV[2], 'v', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('DEL', KEYS[2])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1`,
)

/** KEYS token. ARGV id, channel, message. Removes the token of this id, and says so. */
export const DROP_LOGIN = script(
  'drop-login',
  `if redis.pcall('HGET', KEYS[1], 'i') == ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`,
)
