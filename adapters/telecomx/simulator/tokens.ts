import { createHash } from 'node:crypto'
import type { SimulatorRequest, SimulatorResponse, Site } from '../../simulation/contract.js'
import { idOf } from './native-ids.js'
import type { TelecomxOptions } from './options.js'
import { json, Refusal } from './responses.js'

// Stateless tokens: they contain their expiry time, and a checksum over that and the user.

const MINUTE_MS = 60_000
const NEVER = 'never'

const checksumOf = (expiry: string, { username, password }: TelecomxOptions): string =>
  createHash('sha256').update(`${username}\n${password}\n${expiry}`).digest('hex').slice(0, 16)

function readCredentials(body: string): { readonly username?: unknown; readonly password?: unknown } {
  try {
    const credentials: unknown = JSON.parse(body)
    return typeof credentials === 'object' && credentials !== null ? credentials : {}
  } catch {
    throw new Refusal(400, 'bad_request', 'The body is not JSON')
  }
}

/** POST /auth/login. Manual: https://wiki.telecomx.dk/doku.php?id=api:auth:login */
export function logIn(request: SimulatorRequest, { nowMs, options }: Site<TelecomxOptions>): SimulatorResponse {
  const { username, password } = readCredentials(request.body)
  if (username !== options.username || password !== options.password)
    throw new Refusal(401, 'credentials_invalid', 'Authorization required, please login')
  const expiry = options.tokenMinutes === -1 ? NEVER : String(nowMs + options.tokenMinutes * MINUTE_MS)
  return json({
    token: `demo.${expiry}.${checksumOf(expiry, options)}`,
    expiresInMinutes: options.tokenMinutes,
    employee: idOf('employee', 0),
    customer: idOf('customer', 0),
    accessLevel: 'ADMIN',
  })
}

/**
 * Checks the token of a request.
 * @throws Refusal 401 with the documented codes, unless the token is valid.
 */
export function requireToken(request: SimulatorRequest, { nowMs, options }: Site<TelecomxOptions>): void {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined)
    throw new Refusal(401, 'format_error', 'Authorization header format is Authorization: Bearer <token>')
  if (token === options.machineToken) return
  const [, expiry, checksum] = /^demo\.(\d+|never)\.([0-9a-f]{16})$/.exec(token) ?? []
  if (expiry === undefined || checksum !== checksumOf(expiry, options))
    throw new Refusal(401, 'invalid_token', 'Undecipherable')
  if (expiry !== NEVER && nowMs >= Number(expiry))
    throw new Refusal(401, 'expired', 'Session has expired, please login')
}
