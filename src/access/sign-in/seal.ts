import { hkdfSync, randomBytes } from 'node:crypto'
import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from 'jose'

// What the gateway gives to a browser and gets back: encrypted, so that nobody reads or changes it (RFC 7516, AES-256-GCM).

const KEY_BYTES = 32
const HEADER = { alg: 'dir', enc: 'A256GCM' } as const

export interface SealParts {
  /** The first one seals, all of them open; null: a random one, which ends with the process. */
  readonly secrets: readonly string[] | null
  /** What is sealed for one purpose cannot be opened for another. */
  readonly purpose: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Seals claims until they expire. */
export class Seal {
  readonly #keys: readonly Uint8Array[]

  constructor(private readonly parts: SealParts) {
    const secrets = parts.secrets ?? [randomBytes(KEY_BYTES).toString('base64')]
    this.#keys = secrets.map(
      (secret) => new Uint8Array(hkdfSync('sha256', secret, '', `trunkline ${parts.purpose}`, KEY_BYTES)),
    )
  }

  /** @returns text that fits a cookie, about a third longer than the claims as JSON. */
  seal(claims: JWTPayload, expiresAtMs: number): Promise<string> {
    const [first] = this.#keys
    if (first === undefined) throw new Error('there is no key to seal with')
    return new EncryptJWT(claims)
      .setProtectedHeader(HEADER)
      .setExpirationTime(Math.floor(expiresAtMs / 1000))
      .encrypt(first)
  }

  /** The claims; `expired`, or null where the text was changed or was not sealed here. */
  async open(text: string): Promise<JWTPayload | 'expired' | null> {
    for (const key of this.#keys) {
      const opened = await this.#openWith(key, text)
      if (opened !== null) return opened
    }
    return null
  }

  async #openWith(key: Uint8Array, text: string): Promise<JWTPayload | 'expired' | null> {
    try {
      const { payload } = await jwtDecrypt(text, key, {
        keyManagementAlgorithms: [HEADER.alg],
        contentEncryptionAlgorithms: [HEADER.enc],
        requiredClaims: ['exp'],
        currentDate: new Date(this.parts.now()),
      })
      return payload
    } catch (error) {
      return error instanceof errors.JWTExpired ? 'expired' : null
    }
  }
}
