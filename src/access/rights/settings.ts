import type { MaskClass } from './masks.js'
import type { Scope } from './scopes.js'

// Roles and tenants as the configuration gives them, checked.

/** The rows of one source: every row, none, or those of some customers. */
export type SourceGrant = 'all' | 'none' | { readonly customers: readonly string[] }

/** So many in a period. */
export interface Rate {
  readonly count: number
  readonly periodMs: number
}

/** What one operation may cost; absent: as much as the server allows. */
export interface OperationLimits {
  readonly records?: number | undefined
  readonly lists?: number | undefined
  readonly vendorRequests?: number | undefined
  readonly bytes?: number | undefined
}

/** What one principal may use; absent: as much as the gateway as a whole allows. */
export interface RateLimits {
  /** GraphQL requests. */
  readonly requests?: Rate | undefined
  /** Cost of operations, as `extensions.cost` counts it. */
  readonly cost?: Rate | undefined
  /** Requests at the same time. */
  readonly concurrent?: number | undefined
  /** Calls that are ended. */
  readonly disconnects?: Rate | undefined
  /** Calls that are placed. */
  readonly makeCalls?: Rate | undefined
  /** What each role allows one operation to cost: the most generous decides. Absent: no role says. */
  readonly operations?: readonly OperationLimits[] | undefined
}

export interface RoleSettings {
  readonly scopes: readonly Scope[]
  /** By source; `*` is every source that is not named. Absent: the sources of the principal's tenant. */
  readonly sources?: Readonly<Record<string, SourceGrant>> | undefined
  readonly mask: readonly MaskClass[]
  readonly rate: RateLimits
  readonly limits?: OperationLimits | undefined
}

/** By source, the rows that belong to a tenant. */
export type TenantSettings = Readonly<Record<string, SourceGrant>>

export interface RightsSettings {
  readonly roles: Readonly<Record<string, RoleSettings>>
  readonly tenants: Readonly<Record<string, TenantSettings>>
}
