import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

// What makes a cursor opaque. A cursor holds native ids, positions and lengths of lists, also those of rows that its reader
// may not see, so it is encrypted; and positions in it reach the vendor, so it cannot be forged. Equal cursors are equal
// texts: clients compare them, and caches of other gateways keep answers that hold them.

/** What is wrong with a cursor, in words for the client. */
export class CursorError extends Error {
  override readonly name = 'CursorError'
}

/** Encrypts and decrypts cursors. */
export interface CursorSeal {
  /** @param viewer the fingerprint of the rights with which the cursor is made: only equal rights open it. */
  seal(body: Uint8Array, viewer: string): string
  /** @throws CursorError when it is not whole, was not made by this server, or was made with other rights. */
  open(text: string, viewer: string): Buffer
}

const VERSION = 3
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + NONCE_BYTES

interface Keys {
  readonly cipher: KeyObject
  readonly nonce: KeyObject
}

const derive = (secret: string, purpose: string): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32)))

const toKeys = (secret: string): Keys => ({
  cipher: derive(secret, 'trunkline cursor'),
  nonce: derive(secret, 'trunkline cursor nonce'),
})

/**
 * @param secrets the first one encrypts, all of them decrypt; each of at least 32 characters. Without any, a random one is
 * made: cursors then end with the process, and no other process opens them.
 */
export function createCursorSeal(secrets: readonly string[] = []): CursorSeal {
  const keys = (secrets.length > 0 ? secrets : [randomBytes(32).toString('base64')]).map(toKeys)
  const [first] = keys
  if (first === undefined) throw new Error('there is no key')
  return {
    seal(body, viewer) {
      const nonce = nonceFor(first.nonce, body, viewer)
      const cipher = createCipheriv(CIPHER, first.cipher, nonce).setAAD(Buffer.from(viewer))
      const sealed = Buffer.allocUnsafe(HEAD_BYTES + body.length + TAG_BYTES)
      sealed.writeUInt8(VERSION, 0)
      sealed.set(nonce, 1)
      // The mode adds no bytes: `final` returns none.
      sealed.set(cipher.update(body), HEAD_BYTES)
      cipher.final()
      sealed.set(cipher.getAuthTag(), HEAD_BYTES + body.length)
      return sealed.toString('base64url')
    },
    open(text, viewer) {
      const sealed = Buffer.from(text, 'base64url')
      if (sealed.length <= HEAD_BYTES + TAG_BYTES || sealed.toString('base64url') !== text)
        throw new CursorError('is not a cursor of this server, or was cut short')
      if (sealed.readUInt8(0) !== VERSION)
        throw new CursorError('comes from another version of this server, or was changed; start again')
      for (const key of keys) {
        const body = decrypt(sealed, key.cipher, viewer)
        if (body !== null) return body
      }
      throw new CursorError(
        'was cut short, was changed, or was made with other rights or by another server; start again',
      )
    },
  }
}

function decrypt(sealed: Buffer, key: KeyObject, viewer: string): Buffer | null {
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, HEAD_BYTES))
  decipher.setAAD(Buffer.from(viewer)).setAuthTag(sealed.subarray(end))
  const body = decipher.update(sealed.subarray(HEAD_BYTES, end))
  try {
    decipher.final()
    return body
  } catch {
    return null
  }
}

/**
 * A nonce that only the same text of the same viewer repeats (a synthetic initialization vector, as in RFC 5297): what is
 * repeated is then the whole cursor.
 */
const nonceFor = (key: KeyObject, body: Uint8Array, viewer: string): Buffer =>
  createHmac('sha256', key).update(viewer).update('\0').update(body).digest().subarray(0, NONCE_BYTES)
