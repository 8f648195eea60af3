import { LRUCache } from 'lru-cache'
import { type Access, createAccess } from './access.js'
import type { Coverage, Grant } from './grants.js'
import { toMask } from './masks.js'
import { needsTenant } from './needs-tenant.js'
import type { Principal } from './principal.js'
import { uniteRateLimits } from './rate-limits.js'
import { forbidden, type Refusal } from './refusal.js'
import { SCOPE_NAMES } from './scopes.js'
import type { RateLimits, RightsSettings, RoleSettings, TenantSettings } from './settings.js'

/** What a principal may do, and how much of it. */
export interface Rights {
  readonly ok: true
  /** The roles of the principal that the configuration knows. */
  readonly roles: readonly string[]
  readonly access: Access
  readonly limits: RateLimits
}

/** Decides what somebody may do, by the roles and tenants of the configuration. */
export type RightsOf = (principal: Principal) => Rights | Refusal

/** Of combinations of roles and tenants that occurred; more are made again. */
const MOST_KEPT = 1000

/** @param sources the names of all configured sources. */
export function createRights({ roles, tenants }: RightsSettings, sources: readonly string[]): RightsOf {
  const roleOf = new Map(Object.entries(roles))
  const tenantOf = new Map(Object.entries(tenants))
  const kept = new LRUCache<string, Rights | Refusal>({ max: MOST_KEPT })

  function decide(principal: Principal, names: readonly string[]): Rights | Refusal {
    if (names.length === 0) return forbidden('no role of this configuration is assigned')
    const tenant = principal.tenant === null ? undefined : tenantOf.get(principal.tenant)
    if (principal.tenant !== null && tenant === undefined) return forbidden('the tenant is not known here')
    const chosen = names.flatMap((name) => roleOf.get(name) ?? [])
    if (tenant === undefined && chosen.some(needsTenant)) return forbidden('the role needs a tenant, and none is named')
    const grants = chosen.map((role) => toGrant(role, tenant, sources))
    return { ok: true, roles: names, access: createAccess(grants, sources), limits: uniteRateLimits(chosen) }
  }

  return (principal) => {
    // Providers put roles of other applications into the same claim: those do not concern the gateway.
    const names = [...new Set(principal.roles)].filter((name) => roleOf.has(name)).sort()
    // A tenant that is not known is not kept: strangers would fill the cache.
    const isKept = principal.tenant === null || tenantOf.has(principal.tenant)
    const key = JSON.stringify([principal.tenant, names])
    const rights = (isKept ? kept.get(key) : undefined) ?? decide(principal, names)
    if (isKept) kept.set(key, rights)
    return rights
  }
}

/** A role on its own sources, or on those of the tenant. */
function toGrant(role: RoleSettings, tenant: TenantSettings | undefined, sources: readonly string[]): Grant {
  return {
    scopes: new Set(role.scopes),
    sources: coverageOf(role.sources ?? tenant ?? {}, sources),
    mask: toMask(role.mask),
  }
}

function coverageOf(grants: TenantSettings, sources: readonly string[]): ReadonlyMap<string, Coverage> {
  const named = new Map(Object.entries(grants))
  return new Map(
    sources.flatMap((source): (readonly [string, Coverage])[] => {
      const given = named.get(source) ?? named.get('*') ?? 'none'
      if (given === 'none') return []
      return [[source, given === 'all' ? 'all' : new Set(given.customers)]]
    }),
  )
}

/** For `auth: none`: every client is an administrator. */
export const LOCAL_PRINCIPAL: Principal = {
  kind: 'local',
  name: 'local',
  id: 'local',
  roles: [],
  tenant: null,
  credentialId: null,
  expiresAtMs: null,
}

/** Every row of every source, with every right but those that are withheld. */
export const unrestrictedAccess = (sources: readonly string[], withheld: readonly string[] = []): Access =>
  createAccess(
    [
      {
        scopes: new Set(SCOPE_NAMES.filter((scope) => !withheld.includes(scope))),
        sources: new Map(sources.map((source) => [source, 'all'])),
        mask: 0,
      },
    ],
    sources,
  )
