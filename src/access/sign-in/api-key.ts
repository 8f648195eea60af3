import { hash as hashOf, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Principal } from '../rights/principal.js'
import { invalidCredential } from '../rights/refusal.js'
import type { Authenticated, Authentication } from './authentication.js'
import type { KeySettings } from './settings.js'

// Keys are random, 256 bits: nobody can guess one, so that a fast hash of it is as good as a slow one.

/** Scanners for leaked secrets recognise keys by it. */
const PREFIX = 'trunkline_'
const RANDOM_BYTES = 32
/** Longer ones are not hashed. */
const KEY = /^trunkline_[\w-]{43}$/

/** Whether a text has the form of a key; a token has not. */
export const isApiKey = (text: string): boolean => text.startsWith(PREFIX)

/** A new key, and what the configuration holds instead of it. */
export function createApiKey(): { readonly key: string; readonly sha256: string } {
  const key = PREFIX + randomBytes(RANDOM_BYTES).toString('base64url')
  return { key, sha256: sha256(key).toString('hex') }
}

const sha256 = (text: string): Buffer => hashOf('sha256', text, 'buffer')

interface KnownHash {
  readonly hash: Buffer
  readonly answer: Authenticated
}

const UNKNOWN = invalidCredential('the key is not known here')
const EXPIRED = invalidCredential('the key has expired')
const NO_HASH: readonly KnownHash[] = []

/**
 * Checks keys against those of the configuration.
 * Hashes are found by their first bytes, which nobody can choose or learn from the time that it takes, and are compared
 * in constant time.
 */
export function keyChecker(
  keys: Readonly<Record<string, KeySettings>>,
  now: () => number,
): (key: string) => Authentication {
  const known = new Map<number, KnownHash[]>()
  for (const [name, settings] of Object.entries(keys))
    for (const hex of settings.sha256) {
      const hash = Buffer.from(hex, 'hex')
      const first = hash.readUInt32BE(0)
      known.set(first, [
        ...(known.get(first) ?? []),
        { hash, answer: { ok: true, principal: toPrincipal(name, settings) } },
      ])
    }
  return (key) => {
    if (!KEY.test(key)) return UNKNOWN
    const hash = sha256(key)
    let answer: Authenticated | null = null
    for (const candidate of known.get(hash.readUInt32BE(0)) ?? NO_HASH)
      if (timingSafeEqual(candidate.hash, hash)) answer = candidate.answer
    if (answer === null) return UNKNOWN
    const { expiresAtMs } = answer.principal
    return expiresAtMs !== null && now() >= expiresAtMs ? EXPIRED : answer
  }
}

const toPrincipal = (name: string, { roles, tenant, expiresAtMs }: KeySettings): Principal => ({
  kind: 'key',
  name,
  id: `key:${name}`,
  roles,
  tenant: tenant ?? null,
  credentialId: name,
  expiresAtMs: expiresAtMs ?? null,
})
