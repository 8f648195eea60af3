import { createHash } from 'node:crypto'
import type { SimulatorRequest, SimulatorResponse, Site } from '../../simulation/contract.js'
import type { PortaoneOptions } from './options.js'
import type { Params } from './params.js'
import { Fault, json, writeTime } from './responses.js'

// Session/login, and the tokens that it gives: a JSON Web Token whose last part is a checksum in place of a signature.

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const HEADER = encoded({ alg: 'none', typ: 'JWT' })

const checksumOf = (claims: string, { username, password }: PortaoneOptions): string =>
  createHash('sha256').update(`${username}\n${password}\n${claims}`).digest('base64url').slice(0, 22)

export function logIn(params: Params, { nowMs, options }: Site<PortaoneOptions>): SimulatorResponse {
  const { username, password, apiToken, tokenSeconds, expiry } = options
  const isKnown = params.login === username && (params.password === password || params.token === apiToken)
  if (!isKnown) throw new Fault('Server.Session.auth_failed', 'Authentication failed')
  const issued = Math.floor(nowMs / 1000)
  const until = issued + tokenSeconds
  const claims = encoded(expiry === 'unstated' ? { until } : { iat: issued, exp: until })
  return json({
    session_id: checksumOf(claims, options),
    access_token: `${HEADER}.${claims}.${checksumOf(claims, options)}`,
    refresh_token: checksumOf(`refresh ${claims}`, options),
    ...(expiry === 'expires_in' ? { expires_in: tokenSeconds } : {}),
    ...(expiry === 'expires_at' ? { expires_at: writeTime(until * 1000) } : {}),
  })
}

/** @throws Fault unless the request has a valid access token. */
export function requireToken(request: SimulatorRequest, { nowMs, options }: Site<PortaoneOptions>): void {
  const token = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  if (token === undefined) throw new Fault('Client.check_auth.envelope_missed', 'auth_info is missing')
  const [, claims = '', checksum] = token.split('.')
  if (checksum !== checksumOf(claims, options))
    throw new Fault('Client.Session.check_auth.failed_to_process_jwt', 'Failed to process JWT')
  const expired = new Fault('Client.Session.check_auth.failed_to_process_access_token', 'Access token has expired')
  if (nowMs >= expiryOf(claims)) throw expired
}

/** Milliseconds since 1970. */
function expiryOf(claims: string): number {
  const read: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'))
  const { exp = null, until = null }: { readonly exp?: unknown; readonly until?: unknown } = Object(read)
  return Number(exp ?? until) * 1000
}
