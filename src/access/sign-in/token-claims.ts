import type { JWTPayload, ProtectedHeaderParameters } from 'jose'
import type { Principal } from '../rights/principal.js'
import { forbidden, invalidCredential, type Refusal } from '../rights/refusal.js'
import type { Authentication } from './authentication.js'
import { isRecord } from './is-record.js'
import type { IssuerSettings } from './settings.js'

// What the claims of a verified token say about who asks.

/** A claim of that name, as names may hold dots (`https://example.com/roles`), or else one inside others, by its path. */
export function claimAt(claims: JWTPayload, path: string): unknown {
  const own = (value: unknown, key: string): unknown =>
    isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return own(claims, path) ?? path.split('.').reduce(own, claims)
}

/** Media types may be written without `application/` (RFC 7515, 4.1.9). */
const typeOf = ({ typ }: ProtectedHeaderParameters): string | null =>
  typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : null

/** Claims that belong to id tokens: OpenID Connect Core, 2 and 3.3.2.11; `s_hash`: FAPI. */
const OF_ID_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash']

/** Tokens of an issuer that are no access tokens, by how its product marks them: Keycloak's `typ`, Cognito's `token_use`. */
const OTHER_USES: Readonly<Record<string, ReadonlySet<string>>> = {
  typ: new Set(['id', 'refresh', 'offline', 'logout']),
  token_use: new Set(['id', 'refresh']),
}

/**
 * Why a token is not one that grants access; null when nothing says that. An id token tells an application who signed in:
 * the operator of that application could use it here. That its audience is another one is the first defence, this the second.
 */
export function whyNoAccessToken(
  header: ProtectedHeaderParameters,
  claims: JWTPayload,
  wanted: IssuerSettings['tokenType'],
): string | null {
  const type = typeOf(header)
  if (wanted === 'at+jwt' && type !== 'at+jwt') return 'the token is not of the type at+jwt'
  if (type !== null && type !== 'jwt' && type !== 'at+jwt') return 'the token is of another type'
  const isOtherUse = Object.entries(OTHER_USES).some(([claim, uses]) => uses.has(String(claims[claim]).toLowerCase()))
  // RFC 8417: security events, and the log-out tokens that are among them.
  if (isOtherUse || 'events' in claims) return 'the token is no access token'
  // Keycloak before 24 puts the nonce into access tokens as well, which it marks as Bearer.
  const saysAccess = type === 'at+jwt' || String(claims['typ']).toLowerCase() === 'bearer'
  return !saysAccess && OF_ID_TOKENS.some((claim) => claim in claims) ? 'the token is an id token' : null
}

/** OpenID Connect Core, 2: `sub` has at most 255 characters. */
const NAME = /^[^\p{C}]{1,255}$/u
const MOST_ROLES = 1000

/**
 * Who a verified token speaks for.
 * @param issuer where the claims are, and the roles that they can give.
 */
export function principalOf(
  claims: JWTPayload,
  issuer: Pick<IssuerSettings, 'issuer' | 'claims' | 'roles'>,
): Authentication {
  const { sub, exp, jti } = claims
  if (typeof sub !== 'string' || !NAME.test(sub)) return invalidCredential('the token does not name its subject')
  const tenant = tenantIn(claims, issuer)
  if (isRefusal(tenant)) return tenant
  const principal: Principal = {
    kind: 'token',
    name: sub,
    id: `token:${JSON.stringify([issuer.issuer, sub])}`,
    roles: rolesIn(claims, issuer),
    tenant,
    credentialId: typeof jti === 'string' && NAME.test(jti) ? jti : null,
    expiresAtMs: exp === undefined ? null : exp * 1000,
  }
  return { ok: true, principal }
}

const isRefusal = (value: string | null | Refusal): value is Refusal => typeof value === 'object' && value !== null

/** A list, or words in one text as in `scope`. Only roles that the issuer may give. */
function rolesIn(
  claims: JWTPayload,
  { claims: names, roles: allowed }: Pick<IssuerSettings, 'claims' | 'roles'>,
): readonly string[] {
  const given = claimAt(claims, names.roles)
  const words: readonly unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(' ') : []
  if (words.length > MOST_ROLES) return []
  return words.flatMap((word) => (typeof word === 'string' && (allowed?.includes(word) ?? true) ? [word] : []))
}

/** One tenant: text, a whole number, or a list with one of them. */
function tenantIn(claims: JWTPayload, { claims: names }: Pick<IssuerSettings, 'claims'>): string | null | Refusal {
  if (names.tenant === undefined) return null
  const given = claimAt(claims, names.tenant)
  const list: readonly unknown[] = Array.isArray(given) ? given : given === undefined || given === null ? [] : [given]
  const [tenant, second] = list
  if (tenant === undefined) return null
  const text = Number.isSafeInteger(tenant) ? String(tenant) : tenant
  return second === undefined && typeof text === 'string' ? text : forbidden('the token does not name one tenant')
}
