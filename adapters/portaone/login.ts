import type { Authentication } from '../contract.js'
import { protocolFault } from '../wire/faults.js'
import { isRow, toFloat, toText } from '../wire/field-readers.js'
import { wholeBody } from '../wire/json/body.js'
import { toObject } from './answers.js'
import { toRequest } from './request.js'
import type { PortaoneSettings } from './settings.js'

// POST /rest/Session/login -> { "session_id": "…", "access_token": "<JWT>", "refresh_token": "…",
//                               "expires_at": "2026-03-03 09:00:00" }
//
// Some systems send expires_in (seconds) in place of expires_at, which is a time of their clock. The lifetime is also in the
// JWT, as the difference of two times of the same clock. Without either, the token is used until it is refused. The
// refresh token is not used: a new login gives the same.

/**
 * The lifetime that a JSON Web Token states, in seconds: exp less iat (RFC 7519); null if it states none. The signature is
 * not checked: it only decides when to log in again.
 */
function lifetimeOf(token: string): number | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const [expires, issued] = isRow(claims) ? [toFloat(claims['exp']), toFloat(claims['iat'])] : []
    return expires == null || issued == null || expires <= issued ? null : expires - issued
  } catch {
    return null
  }
}

/** Signing in with a login and its password or API token. */
export const authenticationOf = ({ auth }: PortaoneSettings): Authentication => ({
  scheme: 'login',
  request: () => {
    const secret = 'token' in auth ? { token: auth.token.reveal() } : { password: auth.password.reveal() }
    const request = toRequest('Session/login', {}, { confidential: true })
    const text = JSON.stringify({ params: { login: auth.username, ...secret } })
    return { ...request, body: { kind: 'text', contentType: request.accept, text, parameters: [] } }
  },
  decode: wholeBody((text) => {
    const answer = toObject(text, 'an object with access_token')
    const token = toText(answer['access_token'])
    // Releases before access tokens only have session_id, which is sent in another way.
    if (token === null) throw protocolFault('an object with access_token', 'an object without it')
    const seconds = toFloat(answer['expires_in'])
    return { token, expiresInSeconds: seconds !== null && seconds > 0 ? seconds : lifetimeOf(token) }
  }),
})
