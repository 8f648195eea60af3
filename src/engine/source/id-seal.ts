import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { parseGlobalId, toGlobalId } from './global-id.js'

// Some vendors' ids hold addresses: a SIP Call-ID ends with the host that made it. Where addresses are masked, such an id is
// encrypted, so that the record can still be fetched by it.

/** Encrypts ids of vendors. The same id becomes the same text each time: clients recognise records by their ids. */
export interface IdSeal {
  seal(nativeId: string): string
  /** A global id whose native id may be encrypted, with the vendor's own; others, and forged ones, as they are. */
  open(globalId: string): string
}

const PREFIX = 'masked:'
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = NONCE_BYTES + TAG_BYTES

interface Keys {
  readonly cipher: KeyObject
  readonly nonce: KeyObject
}

const derive = (secret: string, use: string): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', `trunkline id ${use}`, 32)))

/**
 * @param secrets those of cursors: the first one encrypts, all of them decrypt. Without any, a random one is made, and
 * encrypted ids end with the process.
 */
export function createIdSeal(secrets: readonly string[] = []): IdSeal {
  const keys = (secrets.length > 0 ? secrets : [randomBytes(32).toString('base64')]).map(
    (secret): Keys => ({ cipher: derive(secret, 'cipher'), nonce: derive(secret, 'nonce') }),
  )
  const [first] = keys
  if (first === undefined) throw new Error('there is no key')
  return {
    seal: (nativeId) => `${PREFIX}${encrypt(nativeId, first)}`,
    open(globalId) {
      const id = parseGlobalId(globalId)
      if (id === null || !id.nativeId.startsWith(PREFIX)) return globalId
      const sealed = Buffer.from(id.nativeId.slice(PREFIX.length), 'base64url')
      if (sealed.length <= HEAD_BYTES) return globalId
      for (const { cipher } of keys) {
        const nativeId = decrypt(sealed, cipher)
        if (nativeId !== null) return toGlobalId(id.type, id.source, nativeId)
      }
      return globalId
    },
  }
}

/** The nonce is a keyed hash of the text, so that it is never used for two texts. */
function encrypt(text: string, { cipher: key, nonce: nonceKey }: Keys): string {
  const nonce = createHmac('sha256', nonceKey).update(text).digest().subarray(0, NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

function decrypt(sealed: Buffer, key: KeyObject): string | null {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, HEAD_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
