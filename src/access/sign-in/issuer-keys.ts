import { createLocalJWKSet, type JSONWebKeySet, type JWK, type JWTVerifyGetKey } from 'jose'
import { isRecord } from './is-record.js'

/** How often keys are read, so that one which was withdrawn is refused soon. */
export const REFRESH_MS = 10 * 60_000
/** At most one reading in this time, whatever tokens say and whether or not it succeeds. */
const LEAST_INTERVAL_MS = 30_000
/** How long keys are used while their issuer cannot be reached. */
const LONGEST_USE_MS = 24 * 3_600_000
const MOST_KEYS = 100

export interface IssuerKeysParts {
  /** Reads the issuer's JSON Web Key Set. */
  readonly fetchKeys: () => Promise<unknown>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Called when the keys have changed: what was verified by others is no longer worth anything. */
  readonly onChange: () => void
  /** Called when the keys could not be read; the error names neither keys nor tokens. */
  readonly onFailure: (error: unknown) => void
}

interface Held {
  readonly getKey: JWTVerifyGetKey
  readonly text: string
  readonly readAtMs: number
}

/**
 * The public keys of one issuer. The last good ones are used for a day while no others can be read; then there are none.
 * (jose's own remote key set fails when its time is over, although it had good keys.)
 */
export class IssuerKeys {
  #held: Held | null = null
  #lastTryMs: number | null = null
  #reading: Promise<void> | null = null

  constructor(private readonly parts: IssuerKeysParts) {}

  /** Reads the keys unless that was tried just now; joins a reading that is under way. It never throws. */
  refresh(): Promise<void> {
    if (this.#reading !== null) return this.#reading
    if (this.#waitMs() > 0) return DONE
    this.#lastTryMs = this.parts.now()
    this.#reading = this.#read().finally(() => (this.#reading = null))
    return this.#reading
  }

  /** The keys as they are, without waiting; null: none, or too old. Old ones are read again beside. */
  current(): JWTVerifyGetKey | null {
    const ageMs = this.#ageMs()
    if (ageMs >= REFRESH_MS) void this.refresh()
    return this.#held === null || ageMs >= LONGEST_USE_MS ? null : this.#held.getKey
  }

  /** The keys, after a reading if there are none yet. */
  async available(): Promise<JWTVerifyGetKey | null> {
    const now = this.current()
    if (now !== null) return now
    await this.refresh()
    return this.current()
  }

  /** After a reading, if one is due or under way: the keys if they are others than these, else null. */
  async othersThan(keys: JWTVerifyGetKey): Promise<JWTVerifyGetKey | null> {
    await this.refresh()
    const others = this.current()
    return others === keys ? null : others
  }

  /** In how many seconds it is worth to ask again. */
  get retryAfterS(): number {
    return Math.max(1, Math.ceil(this.#waitMs() / 1000))
  }

  /** How long no reading may begin. A clock that was set back does not make it longer. */
  #waitMs(): number {
    if (this.#lastTryMs === null) return 0
    const sinceMs = this.parts.now() - this.#lastTryMs
    return sinceMs < 0 ? 0 : Math.max(0, LEAST_INTERVAL_MS - sinceMs)
  }

  #ageMs(): number {
    return this.#held === null ? Infinity : this.parts.now() - this.#held.readAtMs
  }

  async #read(): Promise<void> {
    try {
      const keys = toKeySet(await this.parts.fetchKeys())
      const text = JSON.stringify(keys)
      const held = this.#held
      const readAtMs = this.parts.now()
      if (held?.text === text) this.#held = { ...held, readAtMs }
      else {
        this.#held = { getKey: createLocalJWKSet(keys), text, readAtMs }
        if (held !== null) this.parts.onChange()
      }
    } catch (error) {
      this.parts.onFailure(error)
    }
  }
}

const DONE = Promise.resolve()
/**
 * The public keys of a key set. Symmetric and private ones are left out: nobody who knows what they are publishes them.
 * @throws Error when there is none: an issuer without keys is broken, and the last good ones serve on.
 */
function toKeySet(value: unknown): JSONWebKeySet {
  const given: unknown = isRecord(value) ? value['keys'] : undefined
  if (!Array.isArray(given)) throw new Error('the answer is no JSON Web Key Set')
  if (given.length > MOST_KEYS) throw new Error(`the key set has more than ${MOST_KEYS} keys`)
  const keys = given.filter(isPublicKey)
  if (keys.length === 0) throw new Error('the key set has no public key')
  return { keys }
}

const isPublicKey = (key: unknown): key is JWK =>
  isRecord(key) && ['RSA', 'EC', 'OKP'].includes(String(key['kty'])) && !('d' in key) && !('k' in key)
