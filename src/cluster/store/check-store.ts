import { messageOf } from './command.js'
import { Connection, type StoreAddress, type StoreClient } from './connection.js'

// Checks a store for `trunkline check`.

export interface StoreCheck {
  readonly ok: boolean
  readonly isReachable: boolean
  /** `Valkey 8.0.1`; null: its user may not ask. */
  readonly version: string | null
  /** Null: its user may not ask. */
  readonly evictionPolicy: string | null
  /** Whether its user has all permissions that instances need; null: that was not tried. */
  readonly isPermitted: boolean | null
  /** All of it for people. */
  readonly findings: readonly string[]
}

const UNKNOWN = { ok: false, isReachable: false, version: null, evictionPolicy: null, isPermitted: null }

const KEY = 'tl:{check}:probe'
const OLDEST = 6

/** Connects once, and tries what instances need: scripts that read, write and publish, and messages. */
export async function checkStore(address: StoreAddress): Promise<StoreCheck> {
  let failure: unknown = null
  const connection = new Connection(address, {
    onLost: (error) => {
      failure ??= error
    },
  })
  try {
    await connection.open()
    const { client } = connection
    if (client === null) return { ...UNKNOWN, findings: [`not reachable: ${messageOf(failure)}`] }
    return await checkClient(client)
  } catch (error) {
    return { ...UNKNOWN, findings: [messageOf(error)] }
  } finally {
    connection.close()
  }
}

async function checkClient(client: StoreClient): Promise<StoreCheck> {
  const found = await versionOf(client)
  const version = found?.text ?? null
  const findings = [`reachable${version === null ? '' : `, ${version}`}`]
  if (found !== null && found.major < OLDEST)
    return { ...UNKNOWN, isReachable: true, version, findings: [...findings, `needs version ${OLDEST} or later`] }
  const refused = await refusalsOf(client)
  const evictionPolicy = await policyOf(client)
  if (evictionPolicy !== null) findings.push(`eviction policy ${evictionPolicy} (every policy works)`)
  if (refused.length === 0) findings.push('its user has all permissions that instances need')
  const isPermitted = refused.length === 0
  return {
    ok: isPermitted,
    isReachable: true,
    version,
    evictionPolicy,
    isPermitted,
    findings: [...findings, ...refused],
  }
}

/** Null where the user may not ask. */
async function versionOf(client: StoreClient): Promise<{ readonly text: string; readonly major: number } | null> {
  const info = await client.sendCommand<Buffer>(['INFO', 'server']).catch(() => null)
  const text = info?.toString() ?? ''
  const valkey = /^valkey_version:(.+)$/m.exec(text)?.[1]?.trim()
  const redis = /^redis_version:(.+)$/m.exec(text)?.[1]?.trim()
  const version = valkey ?? redis
  if (version === undefined) return null
  return { text: `${valkey === undefined ? 'Redis' : 'Valkey'} ${version}`, major: Number.parseInt(version, 10) }
}

async function policyOf(client: StoreClient): Promise<string | null> {
  const info = await client.sendCommand<Buffer>(['INFO', 'memory']).catch(() => null)
  return /^maxmemory_policy:(.+)$/m.exec(info?.toString() ?? '')?.[1]?.trim() ?? null
}

/** What the user of the store has no permission for, each with what to grant. */
async function refusalsOf(client: StoreClient): Promise<readonly string[]> {
  const needs: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['run scripts (+eval +evalsha)', () => client.sendCommand(['EVAL', 'return 1', '0'])],
    [
      'write and read keys in scripts (~tl:* and +@read +@write)',
      () => client.sendCommand(['EVAL', PROBE, '1', KEY, 'tl:{check}:m']),
    ],
    ['receive messages (+subscribe, &tl:*)', () => subscribeOnce(client)],
  ]
  const refused: string[] = []
  for (const [need, attempt] of needs)
    await attempt().catch((error: unknown) => refused.push(`its user must be able to ${need}: ${messageOf(error)}`))
  return refused
}

/** One command of each kind that scripts use. */
const PROBE = `redis.call('SET', KEYS[1], '1', 'PX', 1000)
redis.call('GET', KEYS[1])
redis.call('PTTL', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'a', '1')
redis.call('HMGET', KEYS[1], 'a')
redis.call('PEXPIRE', KEYS[1], 1000)
redis.call('DEL', KEYS[1])
redis.call('ZADD', KEYS[1], 1, 'a')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', 2)
redis.call('LPUSH', KEYS[1], 'a')
redis.call('LTRIM', KEYS[1], 0, 0)
redis.call('DEL', KEYS[1])
redis.call('INCR', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('TIME')
return redis.call('PUBLISH', ARGV[1], '')`

async function subscribeOnce(client: StoreClient): Promise<void> {
  await client.subscribe('tl:{check}:m', () => undefined)
  await client.unsubscribe('tl:{check}:m')
}
