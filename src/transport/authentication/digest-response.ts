import { createHash } from 'node:crypto'
import { type Challenge, parseChallenges } from './challenge.js'

// HTTP Digest (RFC 7616, and RFC 2617 for older servers): reads a challenge and computes the response to it.
//
// Header values are octets, one per character of the string, as received and sent. A realm may contain any octets: it is
// hashed and sent back unchanged, whatever its encoding.

/** A digest challenge that can be answered. */
export interface DigestChallenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | null
  /** As written by the server; null when absent, which means MD5. */
  readonly algorithm: string | null
  readonly hash: 'md5' | 'sha256'
  /** The `-sess` variants include the nonces of the session in the hashed secret. */
  readonly isSession: boolean
  /** Without qop the server follows RFC 2069: no counter, no client nonce. */
  readonly hasQop: boolean
  /** The credentials were correct, but the nonce has expired. */
  readonly stale: boolean
  /** The server announces RFC 7616 encoding: charset=UTF-8, or userhash, which the same RFC defines. */
  readonly isUtf8: boolean
}

const ALGORITHMS: Readonly<Record<string, Pick<DigestChallenge, 'hash' | 'isSession'>>> = {
  md5: { hash: 'md5', isSession: false },
  'md5-sess': { hash: 'md5', isSession: true },
  'sha-256': { hash: 'sha256', isSession: false },
  'sha-256-sess': { hash: 'sha256', isSession: true },
}

/**
 * Finds the first digest challenge that can be answered; servers list them in order of preference.
 * @returns null when there is none: another scheme, an unknown algorithm, or only qop=auth-int.
 */
export function findDigestChallenge(headerValues: readonly string[]): DigestChallenge | null {
  for (const challenge of parseChallenges(headerValues)) {
    const digest = challenge.scheme === 'digest' ? toDigestChallenge(challenge) : null
    if (digest !== null) return digest
  }
  return null
}

function toDigestChallenge({ parameters }: Challenge): DigestChallenge | null {
  const nonce = parameters.get('nonce')
  const algorithm = parameters.get('algorithm') ?? null
  const name = (algorithm ?? 'MD5').toLowerCase()
  const known = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined
  const qop = parameters
    .get('qop')
    ?.toLowerCase()
    .split(',')
    .map((option) => option.trim())
  if (nonce === undefined || known === undefined || (qop !== undefined && !qop.includes('auth'))) return null
  return {
    ...known,
    realm: parameters.get('realm') ?? '',
    nonce,
    opaque: parameters.get('opaque') ?? null,
    algorithm,
    hasQop: qop !== undefined,
    stale: parameters.get('stale')?.toLowerCase() === 'true',
    isUtf8:
      parameters.get('charset')?.toLowerCase() === 'utf-8' || parameters.get('userhash')?.toLowerCase() === 'true',
  }
}

/** Returns the nonce that an Authentication-Info header announces for the next request; null when it announces none. */
export function nextNonceOf(authenticationInfo: string | null): string | null {
  if (authenticationInfo === null) return null
  const [info] = parseChallenges([`Digest ${authenticationInfo}`])
  const nonce = info?.parameters.get('nextnonce')
  return nonce === undefined || nonce === '' ? null : nonce
}

export interface DigestInput {
  readonly username: string
  readonly password: string
  readonly method: string
  /** Path and query exactly as in the request line. */
  readonly uri: string
  /** How many times the nonce has been used, including this time. */
  readonly count: number
  readonly clientNonce: string
}

/** Returns the value of the Authorization header. */
export function formatDigest(challenge: DigestChallenge, input: DigestInput): string {
  const nonceCount = input.count.toString(16).padStart(8, '0')
  const { realm, nonce, opaque, algorithm } = challenge
  const fields = [
    formatUsername(challenge, input.username),
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(input.uri)}`,
    `response="${responseTo(challenge, input, nonceCount)}"`,
    ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === null ? [] : [`opaque=${quote(opaque)}`]),
    ...(challenge.hasQop ? ['qop=auth', `nc=${nonceCount}`, `cnonce=${quote(input.clientNonce)}`] : []),
  ]
  return `Digest ${fields.join(', ')}`
}

function responseTo(challenge: DigestChallenge, input: DigestInput, nonceCount: string): string {
  const digest = (text: string): string => createHash(challenge.hash).update(text, 'latin1').digest('hex')
  const { nonce } = challenge
  const [username, password] = [octets(challenge, input.username), octets(challenge, input.password)]
  const user = digest(`${username}:${challenge.realm}:${password}`)
  const secret = challenge.isSession ? digest(`${user}:${nonce}:${input.clientNonce}`) : user
  const requested = digest(`${input.method}:${input.uri}`)
  return challenge.hasQop
    ? digest(`${secret}:${nonce}:${nonceCount}:${input.clientNonce}:auth:${requested}`)
    : digest(`${secret}:${nonce}:${requested}`)
}

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Text from the configuration in UTF-8, one character per octet. RFC 7616, section 4, requires normalization. */
const octets = ({ isUtf8 }: DigestChallenge, text: string): string =>
  Buffer.from(isUtf8 ? text.normalize('NFC') : text, 'utf8').toString('latin1')

/**
 * RFC 7616, section 3.4: a name that is not ASCII may be sent in the extended form. Servers that do not announce RFC 7616
 * do not know this form, and receive the name as it is, as curl sends it.
 */
const formatUsername = (challenge: DigestChallenge, name: string): string =>
  challenge.isUtf8 && !/^[\x20-\x7e]*$/.test(name)
    ? `username*=UTF-8''${encodeExtended(name.normalize('NFC'))}`
    : `username=${quote(octets(challenge, name))}`

/** RFC 8187 allows fewer unencoded characters than encodeURIComponent leaves. */
const encodeExtended = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
