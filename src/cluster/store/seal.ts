import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

// What is stored, encrypted where a key is configured. The name under which something is stored is part of what is
// authenticated: a value that was copied to another key is refused.

const PLAIN = 0
const SEALED = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

export class StoreSeal {
  readonly #key: Buffer | null

  /** @param secret at least 32 characters; null: nothing is encrypted. */
  constructor(secret: string | null) {
    this.#key = secret === null ? null : Buffer.from(hkdfSync('sha256', secret, '', 'trunkline cluster values', 32))
  }

  /** Equal for equal keys; it does not reveal the key. */
  get fingerprint(): string {
    return this.#key === null ? '' : createHmac('sha256', this.#key).update('fingerprint').digest('base64url')
  }

  seal(content: Buffer, name: string): Buffer {
    if (this.#key === null) return Buffer.concat([Buffer.of(PLAIN), content])
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(name))
    const sealed = [cipher.update(content), cipher.final()]
    return Buffer.concat([Buffer.of(SEALED), nonce, cipher.getAuthTag(), ...sealed])
  }

  /** @returns null for what was not sealed with this key under this name. */
  open(stored: Buffer, name: string): Buffer | null {
    if (this.#key === null) return stored[0] === PLAIN ? stored.subarray(1) : null
    if (stored[0] !== SEALED || stored.length < 1 + NONCE_BYTES + TAG_BYTES) return null
    const nonce = stored.subarray(1, 1 + NONCE_BYTES)
    const tag = stored.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES)
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(name)).setAuthTag(tag)
      return Buffer.concat([decipher.update(stored.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()])
    } catch {
      return null
    }
  }

  /** The same for short data, as text for a message. */
  sealJson(value: unknown, name: string): string {
    return this.seal(Buffer.from(JSON.stringify(value)), name).toString('base64')
  }

  /** @returns undefined for what cannot be read. */
  openJson(text: string, name: string): unknown {
    const content = this.open(Buffer.from(text, 'base64'), name)
    if (content === null) return undefined
    try {
      return JSON.parse(content.toString())
    } catch {
      return undefined
    }
  }
}
