import type { AccessSettings } from '../access/gate.js'
import { needsTenant } from '../access/rights/needs-tenant.js'
import type { RightsSettings, RoleSettings } from '../access/rights/settings.js'
import type { Assignment, IssuerSettings, SignInSettings } from '../access/sign-in/settings.js'
import type { Fault } from './config-issues.js'

// Checks across sign-in, roles and tenants: what one of them names, another must define.

interface Known {
  readonly roles: ReadonlyMap<string, RoleSettings>
  readonly tenants: ReadonlySet<string>
  readonly sources: ReadonlySet<string>
}

export interface Surroundings {
  /** The names of the configured sources. */
  readonly sources: readonly string[]
  readonly hasTrustedProxies: boolean
  readonly hasClientCa: boolean
  /** Whether browsers can log in at the address that the server listens on: over HTTPS, or on this machine. */
  readonly canBrowsersLogIn: boolean
}

/** Every fault that shows only when sign-in, roles, tenants and sources are seen together. */
export function checkAccess(
  { auth, ...rights }: AccessSettings,
  { sources, hasTrustedProxies, hasClientCa, canBrowsersLogIn }: Surroundings,
): readonly Fault[] {
  const known: Known = {
    roles: new Map(Object.entries(rights.roles)),
    tenants: new Set(Object.keys(rights.tenants)),
    sources: new Set(sources),
  }
  const faults = [...checkRoles(rights, known), ...checkTenants(rights, known)]
  if (auth === 'none') return faults
  return [
    ...auth.jwt.flatMap((issuer, at) => checkIssuer(issuer, at, auth, known)),
    ...checkAssigned(['auth', 'keys'], auth.keys, known),
    ...checkHashes(auth),
    ...checkCertificates(auth, hasClientCa),
    ...checkAssigned(['auth', 'certificates'], auth.certificates, known),
    ...checkProxy(auth, hasTrustedProxies, known),
    ...checkOidc(auth, canBrowsersLogIn, known),
    ...faults,
  ]
}

const among = (names: Iterable<string>): string => {
  const list = [...names]
  return list.length === 0 ? 'there are none' : `there are ${list.slice(0, 12).join(', ')}`
}

function checkSources(path: readonly string[], named: object, { sources }: Known): readonly Fault[] {
  return Object.keys(named)
    .filter((name) => !sources.has(name))
    .map((name) => ({ path: [...path, name], message: `there is no source of this name; ${among(sources)}` }))
}

/** What shows or changes the rows of all cannot be limited to those of a tenant. */
const NEVER_OF_TENANTS = ['control:disconnect-bulk', 'metrics:read'] as const

function checkRoles({ roles }: RightsSettings, known: Known): readonly Fault[] {
  return Object.entries(roles).flatMap(([name, role]): readonly Fault[] => {
    const path = ['roles', name]
    const { '*': others, ...named } = role.sources ?? {}
    const isLimitedForAll = typeof others === 'object'
    const isMasked = role.mask.length > 0 && role.scopes.includes('pii:full')
    const tooWide = needsTenant(role) ? NEVER_OF_TENANTS.filter((scope) => role.scopes.includes(scope)) : []
    return [
      ...checkSources([...path, 'sources'], named, known),
      ...(isLimitedForAll
        ? [{ path: [...path, 'sources', '*'], message: 'must be all or none: each source has its own customer ids' }]
        : []),
      ...(isMasked
        ? [{ path: [...path, 'mask'], message: 'cannot be combined with the scope pii:full, which masks nothing' }]
        : []),
      ...tooWide.map((scope) => ({
        path: [...path, 'scopes'],
        message: `${scope} concerns the rows of everybody; a role without sources cannot have it`,
      })),
    ]
  })
}

function checkTenants({ tenants }: RightsSettings, known: Known): readonly Fault[] {
  return Object.entries(tenants).flatMap(([name, grants]) => {
    const path = ['tenants', name]
    const isEmpty = Object.keys(grants).length === 0
    return isEmpty ? [{ path, message: 'must name at least one source' }] : checkSources(path, grants, known)
  })
}

const noRole = (path: readonly PropertyKey[], { roles }: Known): Fault => ({
  path,
  message: `there is no role of this name; ${among(roles.keys())}`,
})

/** Roles and tenants that principals of the configuration are given. */
function checkAssigned(
  at: readonly string[],
  assigned: Readonly<Record<string, Assignment>>,
  known: Known,
): readonly Fault[] {
  return Object.entries(assigned).flatMap(([name, { roles, tenant }]): readonly Fault[] => {
    const path = [...at, name]
    if (roles.some((role) => !known.roles.has(role))) return [noRole([...path, 'role'], known)]
    const needing = roles.find((role) => isTenantRole(role, known))
    const tenantAt = [...path, 'tenant']
    if (tenant === undefined)
      return needing === undefined
        ? []
        : [{ path: tenantAt, message: `required, as the role ${needing} has no sources` }]
    if (!known.tenants.has(tenant))
      return [{ path: tenantAt, message: `there is no tenant of this name; ${among(known.tenants)}` }]
    const message = 'limits nothing here: the role names its own sources'
    return needing === undefined ? [{ path: tenantAt, message }] : []
  })
}

const isTenantRole = (name: string, { roles }: Known): boolean => {
  const role = roles.get(name)
  return role !== undefined && needsTenant(role)
}

function checkIssuer(issuer: IssuerSettings, at: number, { jwt }: SignInSettings, known: Known): readonly Fault[] {
  const path = ['auth', 'jwt', at]
  const isTwice = jwt.findIndex((other) => other.issuer === issuer.issuer) < at
  return [
    ...(isTwice ? [{ path: [...path, 'issuer'], message: 'the same issuer is given twice' }] : []),
    ...checkGiver(path, issuer, known),
  ]
}

/** Roles that a provider gives by its claims. */
function checkGiver(
  path: readonly PropertyKey[],
  issuer: Pick<IssuerSettings, 'roles' | 'claims'>,
  known: Known,
): readonly Fault[] {
  const unknown = (issuer.roles ?? []).flatMap((role, index) => (known.roles.has(role) ? [] : [index]))
  const needing = (issuer.roles ?? [...known.roles.keys()]).find((role) => isTenantRole(role, known))
  const message = `required, as the role ${needing} needs a tenant; or roles names those that this issuer can give`
  return [
    ...unknown.map((index) => noRole([...path, 'roles', index], known)),
    ...(needing !== undefined && issuer.claims.tenant === undefined
      ? [{ path: [...path, 'claims', 'tenant'], message }]
      : []),
  ]
}

function checkCertificates({ certificates }: SignInSettings, hasClientCa: boolean): readonly Fault[] {
  if (Object.keys(certificates).length > 0 === hasClientCa) return []
  const path = hasClientCa ? ['server', 'tls', 'clientCa'] : ['auth', 'certificates']
  const message = hasClientCa
    ? 'has no effect without auth.certificates: which clients have which role'
    : 'needs server.tls.clientCa: which authorities sign them'
  return [{ path, message }]
}

function checkOidc({ oidc }: SignInSettings, canBrowsersLogIn: boolean, known: Known): readonly Fault[] {
  if (oidc === undefined) return []
  const path = ['auth', 'oidc']
  const message = 'required without server.tls: the https URL at which browsers reach the proxy in front of the gateway'
  const needsUrl = oidc.publicUrl === undefined && !canBrowsersLogIn
  return [...(needsUrl ? [{ path: [...path, 'publicUrl'], message }] : []), ...checkGiver(path, oidc, known)]
}

function checkHashes({ keys }: SignInSettings): readonly Fault[] {
  const seen = new Set<string>()
  return Object.entries(keys).flatMap(([name, { sha256 }]) =>
    sha256.flatMap((hash, at) => {
      const isTwice = seen.has(hash)
      seen.add(hash)
      return isTwice ? [{ path: ['auth', 'keys', name, 'sha256', at], message: 'the same hash is given twice' }] : []
    }),
  )
}

function checkProxy({ proxy, jwt }: SignInSettings, hasTrustedProxies: boolean, known: Known): readonly Fault[] {
  if (proxy === undefined) return []
  const path = ['auth', 'proxy']
  const hasUsers = Object.keys(proxy.roles).length > 0
  return [
    ...(hasTrustedProxies ? [] : [{ path, message: 'needs server.trustedProxies.addresses: whom to believe' }]),
    ...(proxy.assertionHeader !== undefined && jwt.length === 0
      ? [{ path: [...path, 'assertionHeader'], message: 'needs auth.jwt: by which keys to check it' }]
      : []),
    ...(hasUsers === (proxy.userHeader !== undefined)
      ? []
      : [{ path: [...path, 'roles'], message: 'belongs to userHeader: which user has which role' }]),
    ...checkAssigned([...path, 'roles'], proxy.roles, known),
  ]
}
