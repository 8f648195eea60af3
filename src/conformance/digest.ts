import { createHash, randomBytes } from 'node:crypto'

/** What a server requires by `WWW-Authenticate: Digest …`. */
export interface DigestChallenge {
  readonly realm: string
  readonly nonce: string
  readonly algorithm: 'MD5' | 'SHA-256'
  readonly opaque: string | undefined
}

/** Reads a challenge; null when it is not a digest challenge, or requires options of RFC 7616 that these tests do not need. */
export function parseChallenge(header: string | undefined): DigestChallenge | null {
  if (header === undefined || !/^digest\s/i.test(header)) return null
  const parameters = new Map(
    [...header.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name = '', quoted, bare]) => [
      name.toLowerCase(),
      quoted ?? bare ?? '',
    ]),
  )
  const algorithm = (parameters.get('algorithm') ?? 'MD5').toUpperCase()
  const nonce = parameters.get('nonce')
  if (nonce === undefined || (algorithm !== 'MD5' && algorithm !== 'SHA-256')) return null
  return { realm: parameters.get('realm') ?? '', nonce, algorithm, opaque: parameters.get('opaque') }
}

/** The `Authorization` header that answers a challenge, with qop=auth. */
export function answerChallenge(
  challenge: DigestChallenge,
  who: { readonly username: string; readonly password: string },
  what: { readonly method: string; readonly uri: string; readonly count: number; readonly cnonce?: string },
): string {
  const { realm, nonce, algorithm, opaque } = challenge
  const { cnonce = randomBytes(8).toString('hex') } = what
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex')
  const nc = what.count.toString(16).padStart(8, '0')
  const identity = hash(`${who.username}:${realm}:${who.password}`)
  const response = hash([identity, nonce, nc, cnonce, 'auth', hash(`${what.method}:${what.uri}`)].join(':'))
  const quoted = Object.entries({ username: who.username, realm, nonce, uri: what.uri, cnonce, response, opaque })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`)
  return `Digest ${[...quoted, `algorithm=${algorithm}`, 'qop=auth', `nc=${nc}`].join(', ')}`
}
