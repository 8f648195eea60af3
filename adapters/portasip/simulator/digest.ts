import { createHash } from 'node:crypto'

// HTTP digest as the switch requires it: MD5, qop=auth (RFC 7616). The nonce contains its creation time and a
// signature, so that no state is needed; a repeated nonce count is therefore not detected.

const REALM = 'Sippy XML-RPC API'
const NONCE_LIFETIME_MS = 5 * 60_000

interface Account {
  readonly username: string
  readonly password: string
}
interface SignedRequest {
  readonly method: string
  readonly uri: string
  readonly authorization: string | undefined
}

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex')

const nonceOf = (issuedAtMs: number, { password }: Account): string =>
  `${issuedAtMs.toString(16)}-${md5(`${issuedAtMs}:${password}:${REALM}`)}`

/** The value of WWW-Authenticate; `stale` means that the credentials were correct and only the nonce had expired. */
export const challengeFor = (account: Account, nowMs: number, stale: boolean): string =>
  `Digest realm="${REALM}", nonce="${nonceOf(nowMs, account)}", qop="auth", algorithm=MD5${stale ? ', stale=true' : ''}`

/** Whether a request is signed by this account, for this method and address, with a nonce that has not expired. */
export function isAuthorized(request: SignedRequest, account: Account, nowMs: number): 'yes' | 'no' | 'stale' {
  const given = directivesOf(request.authorization ?? '')
  const issuedAtMs = Number.parseInt(given.get('nonce') ?? '', 16)
  if (given.get('nonce') !== nonceOf(issuedAtMs, account) || !isComplete(given, request.uri)) return 'no'
  const { username, password } = account
  const expected = md5(
    [
      md5(`${username}:${REALM}:${password}`),
      given.get('nonce'),
      given.get('nc'),
      given.get('cnonce'),
      'auth',
      md5(`${request.method}:${request.uri}`),
    ].join(':'),
  )
  if (given.get('username') !== username || given.get('response') !== expected) return 'no'
  return issuedAtMs > nowMs || nowMs - issuedAtMs > NONCE_LIFETIME_MS ? 'stale' : 'yes'
}

const isComplete = (given: ReadonlyMap<string, string>, uri: string): boolean =>
  given.get('uri') === uri &&
  given.get('qop') === 'auth' &&
  (given.get('algorithm') ?? 'MD5') === 'MD5' &&
  /^(?!0{8})[\da-f]{8}$/i.test(given.get('nc') ?? '') &&
  (given.get('cnonce') ?? '') !== ''

/** The directives of an Authorization header; empty if it is not a digest. */
function directivesOf(authorization: string): ReadonlyMap<string, string> {
  if (!/^Digest\s/i.test(authorization)) return new Map()
  const pairs = authorization.slice('Digest'.length).matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)
  return new Map(
    Array.from(pairs, ([, name = '', quoted, token = '']) => [name, quoted?.replace(/\\(.)/g, '$1') ?? token] as const),
  )
}
